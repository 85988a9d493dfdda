import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { invalidInput, messageOf } from '../errors.ts';
import { allowedKeys } from './allowed-keys.ts';
import type { Environment } from './environment.ts';
import { defineOwnCrss } from './own-crs.ts';
import { type StackConfig, stackSchema } from './stack.ts';

/** `config/` of this checkout. */
const configDir = join(import.meta.dirname, '../../../config');

/** Reads and checks the YAML of the stack that the environment names. */
export async function loadStack(env: Pick<Environment, 'PVS_STACK' | 'PVS_CONFIG'>): Promise<StackConfig> {
  const path = env.PVS_CONFIG ?? join(configDir, `${env.PVS_STACK}.yml`);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const known = env.PVS_CONFIG === undefined ? `; stacks are ${(await shippedStacks()).join(', ')}` : '';
    throw invalidInput(`cannot read the stack configuration ${path}: ${messageOf(cause)}${known}`, {
      code: 'InvalidConfiguration',
      detail: { file: path },
      cause,
    });
  }
  return parseStack(text, path);
}

/** Names of the stacks that `config/` describes. */
async function shippedStacks(): Promise<string[]> {
  const files = await readdir(configDir).catch(() => []);
  return files.flatMap((file) => /^(.+)\.yml$/.exec(file)?.[1] ?? []).sort();
}

/** Checks YAML text; errors name the file, the line and the key, and say what is allowed. */
export function parseStack(text: string, path: string): StackConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  if (broken) throw invalid(path, `${path}:${lines.linePos(broken.pos[0]).line}: ${broken.message}`);
  defineOwnCrss(document.toJS());
  const parsed = stackSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .flatMap((issue) => problemsOf(issue, document.toJS()))
    .map(
      ({ at, message }) =>
        `${path}:${lineOf(document, lines, at)}: ${at.join('.') || 'the document'}: ${message}`,
    );
  throw invalid(path, problems.join('\n'));
}

const invalid = (file: string, message: string) =>
  invalidInput(message, { code: 'InvalidConfiguration', detail: { file } });

/** One problem for each key that does not belong; other issues as they are. */
function problemsOf(issue: z.core.$ZodIssue, given: unknown): { at: PropertyKey[]; message: string }[] {
  if (issue.code === 'unrecognized_keys') {
    const allowed = allowedKeys(stackSchema, issue.path, given).join(', ');
    return issue.keys.map((key) => ({
      at: [...issue.path, key],
      message: `unknown key: allowed are ${allowed}`,
    }));
  }
  const [inKey] = issue.code === 'invalid_key' ? issue.issues : [];
  const message = (inKey ?? issue).message.replace(
    /^Invalid input: (expected .*), received undefined$/,
    'is missing: $1',
  );
  return [{ at: issue.path, message }];
}

/** The line of what a path leads to, or of the nearest above it that is there. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && key.value === last)
      : undefined;
    const node = pair?.key ?? (isSeq(parent) ? parent.items[Number(last)] : undefined);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
