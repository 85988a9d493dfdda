import { CONSTANTS, FUNCTIONS, isFunctionName } from './functions.ts';
import type { BinaryOperator, SyntaxTree } from './syntax-tree.ts';
import { invalidExpression, type Token, tokenize } from './tokenize.ts';

/** Operators that join two values, those that bind least first; all are read from the left. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];
const MAX_DEPTH = 64;

/**
 * Reads an expression over the bands of a raster. Values are numbers, band names (a letter or `_`, then letters,
 * digits and `_`) and the constants `pi` and `nan`; then, binding tighter and tighter, `condition ? a : b`, `||`,
 * `&&`, `== !=`, `< <= > >=`, `+ -`, `* / %`, `- !` before a value, `**` (from the right); and the functions of
 * `functions.ts`. Nothing else can be said: no assignment, no property, no call of anything else.
 *
 * @example `(B08 - B04) / (B08 + B04)`, `bit(QA_PIXEL, 3) ? nan : clamp(B04 * 2.75e-5 - 0.2, 0, 1)`
 * @throws InvalidInput `InvalidExpression`, saying where and what was expected
 */
export function parseExpression(text: string): SyntaxTree {
  const parser = new Parser(text);
  const tree = parser.choice(0);
  parser.expect('end', '');
  return tree;
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  choice(depth: number): SyntaxTree {
    if (depth > MAX_DEPTH) throw this.#fail(`it is nested deeper than the ${MAX_DEPTH} levels allowed`);
    const condition = this.#level(0, depth);
    if (!this.#take('?')) return condition;
    const then = this.choice(depth + 1);
    this.expect('symbol', ':');
    return { kind: 'call', name: 'where', operands: [condition, then, this.choice(depth + 1)] };
  }

  expect(kind: Token['kind'], text: string): void {
    const { kind: found, text: given } = this.#peek();
    if (found !== kind || given !== text) {
      throw this.#fail(`${this.#given()} where ${kind === 'end' ? 'an operator' : `'${text}'`} was expected`);
    }
    this.#next += 1;
  }

  #level(level: number, depth: number): SyntaxTree {
    const operators = LEVELS[level];
    if (!operators) return this.#unary(depth);
    let left = this.#level(level + 1, depth);
    for (;;) {
      const operator = operators.find((one) => this.#take(one));
      if (!operator) return left;
      left = { kind: 'binary', operator, left, right: this.#level(level + 1, depth) };
    }
  }

  #unary(depth: number): SyntaxTree {
    if (depth > MAX_DEPTH) throw this.#fail(`it is nested deeper than the ${MAX_DEPTH} levels allowed`);
    if (this.#take('+')) return this.#unary(depth + 1);
    const operator = (['-', '!'] as const).find((one) => this.#take(one));
    if (operator) return { kind: 'unary', operator, operand: this.#unary(depth + 1) };
    const base = this.#value(depth);
    if (!this.#take('**')) return base;
    return { kind: 'binary', operator: '**', left: base, right: this.#unary(depth + 1) };
  }

  #value(depth: number): SyntaxTree {
    const token = this.#peek();
    if (token.kind === 'number') {
      this.#next += 1;
      return { kind: 'number', value: Number(token.text) };
    }
    if (token.kind === 'name') return this.#name(token, depth);
    if (!this.#take('(')) throw this.#fail(`${this.#given()} where a number, a band or '(' was expected`);
    const inner = this.choice(depth + 1);
    this.expect('symbol', ')');
    return inner;
  }

  #name({ text: name }: Token, depth: number): SyntaxTree {
    const at = this.#next;
    this.#next += 1;
    if (this.#take('(')) return this.#call(name, at, depth);
    const constant = Object.hasOwn(CONSTANTS, name) ? CONSTANTS[name] : undefined;
    return constant === undefined ? { kind: 'band', name } : { kind: 'number', value: constant };
  }

  #call(name: string, at: number, depth: number): SyntaxTree {
    const operands = [this.choice(depth + 1)];
    while (this.#take(',')) operands.push(this.choice(depth + 1));
    this.expect('symbol', ')');
    if (!isFunctionName(name)) {
      throw this.#fail(
        `there is no function '${name}': allowed are ${Object.keys(FUNCTIONS).join(', ')}`,
        at,
      );
    }
    const [least, most] = FUNCTIONS[name];
    if (operands.length < least || operands.length > most) {
      const allowed = most === Infinity ? `at least ${least}` : String(least);
      throw this.#fail(`${name} was given ${operands.length} values, it takes ${allowed}`, at);
    }
    return { kind: 'call', name, operands };
  }

  #take(symbol: string): boolean {
    const { kind, text } = this.#peek();
    if (kind !== 'symbol' || text !== symbol) return false;
    this.#next += 1;
    return true;
  }

  #peek(at = this.#next): Token {
    return this.#tokens[at] ?? { kind: 'end', text: '', at: this.#text.length };
  }

  #given(): string {
    const { kind, text } = this.#peek();
    return kind === 'end' ? 'it ends' : `'${text}' stands`;
  }

  #fail(why: string, token = this.#next) {
    return invalidExpression(this.#text, this.#peek(token).at, why);
  }
}
