import { invalidInput } from '../errors.ts';

export interface Token {
  readonly kind: 'number' | 'name' | 'symbol' | 'end';
  readonly text: string;
  /** Where it begins, from 0. */
  readonly at: number;
}

const MAX_LENGTH = 4096;
const TOKEN =
  /\s*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_]\w*)|(?<symbol>\*\*|<=|>=|==|!=|&&|\|\||[-+*/%<>!?:(),]))/y;

/** The words of an expression, ending with one of kind `end`. @throws InvalidInput `InvalidExpression` */
export function tokenize(text: string): Token[] {
  if (text.length > MAX_LENGTH)
    throw invalidExpression(text, 0, `it has ${text.length} characters, allowed are ${MAX_LENGTH}`);
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  let at = 0;
  while (at < end) {
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(text)?.groups;
    const found =
      groups && (['number', 'name', 'symbol'] as const).find((kind) => groups[kind] !== undefined);
    if (!groups || !found) {
      const start = at + (/\S/.exec(text.slice(at))?.index ?? 0);
      throw invalidExpression(text, start, `'${text[start]}' has no meaning`);
    }
    at = TOKEN.lastIndex;
    const word = groups[found] ?? '';
    tokens.push({ kind: found, text: word, at: at - word.length });
  }
  return [...tokens, { kind: 'end', text: '', at: end }];
}

/** What is wrong with an expression, and where. */
export const invalidExpression = (text: string, at: number, why: string) =>
  invalidInput(
    `the expression '${text.length > 200 ? `${text.slice(0, 200)}…` : text}' cannot be read at character ${at + 1}: ${why}`,
    {
      code: 'InvalidExpression',
      detail: { at: at + 1 },
    },
  );
