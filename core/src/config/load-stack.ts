import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { invalidInput, messageOf } from '../errors.ts';
import type { Environment } from './environment.ts';
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
    throw invalidInput(`cannot read the stack configuration ${path}: ${messageOf(cause)}`, {
      code: 'InvalidConfiguration',
      cause,
    });
  }
  return parseStack(text, path);
}

/** Checks YAML text; errors name the file, the line and the key, and say what is allowed. */
export function parseStack(text: string, path: string): StackConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  if (broken) throw invalid(`${path}:${lines.linePos(broken.pos[0]).line}: ${broken.message}`);
  const parsed = stackSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const node = [...issue.path.keys()]
      .map((n) => document.getIn(issue.path.slice(0, issue.path.length - n), true))
      .find(
        (n): n is { range: [number, number, number] } =>
          typeof n === 'object' && n !== null && 'range' in n && n.range !== null,
      );
    const line = node ? lines.linePos(node.range[0]).line : 1;
    return `${path}:${line}: ${issue.path.join('.') || 'the document'}: ${issue.message}`;
  });
  throw invalid(problems.join('\n'));
}

const invalid = (message: string) => invalidInput(message, { code: 'InvalidConfiguration' });
