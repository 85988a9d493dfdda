import { invalidInput, limitExceeded } from '../errors.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';

/** Bounds for one document. */
export interface KeyedTextLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
}

/** Room for the largest known metadata (Landsat's angle coefficients, 0.2 MB), not for abuse. */
export const DEFAULT_KEYED_TEXT_LIMITS: KeyedTextLimits = { maxBytes: 8 * 1024 * 1024, maxDepth: 32 };

interface OpenGroup {
  readonly name: string;
  readonly values: Map<string, JsonValue>;
}

/**
 * Reads text in lines `KEY = value` with `GROUP = NAME … END_GROUP = NAME` around them, up to `END`: Landsat's MTL
 * (USGS LSDS-1822, LSDS-1328), a subset of the Object Description Language. Groups become objects, and all values stay text
 * without their quotes. Of a name that comes twice in a group the first counts.
 * @throws InvalidInput `InvalidKeyedText` naming the line; LimitExceeded `KeyedTextTooLarge`
 */
export function parseKeyedText(
  source: string | Uint8Array,
  limits: KeyedTextLimits = DEFAULT_KEYED_TEXT_LIMITS,
): JsonObject {
  const sizeBytes = typeof source === 'string' ? Buffer.byteLength(source) : source.byteLength;
  if (sizeBytes > limits.maxBytes) throw tooLarge('bytes', sizeBytes, limits.maxBytes);
  const text = typeof source === 'string' ? source : Buffer.from(source).toString('utf8');
  const path: OpenGroup[] = [{ name: '', values: new Map() }];
  for (const [number, line] of wholeLines(text.replace(/^\uFEFF/, ''))) {
    if (line === 'END') break;
    readLine(line, number, path, limits);
  }
  const [root, unclosed] = path;
  if (unclosed) throw invalid(`group ${unclosed.name} does not end`);
  return toObject(root!.values);
}

/** Lines that are not blank, with their numbers; a list in parentheses is one, however many it goes over. */
function* wholeLines(text: string): Generator<[number: number, line: string]> {
  let list = '';
  for (const [i, line] of text.split(/\r?\n|\0+/).entries()) {
    if (list === '' && !/=\s*\([^)]*$/.test(line)) {
      if (line.trim() !== '') yield [i + 1, line.trim()];
      continue;
    }
    list = `${list} ${line.trim()}`.trim();
    if (!line.includes(')')) continue;
    yield [i + 1, list];
    list = '';
  }
  if (list !== '') throw invalid(`list '${list.slice(0, 80)}' does not end`);
}

function readLine(line: string, number: number, path: OpenGroup[], limits: KeyedTextLimits): void {
  const equals = line.indexOf('=');
  const [key, value] = [line.slice(0, Math.max(0, equals)).trim(), line.slice(equals + 1).trim()];
  if (!/^\w+$/.test(key)) throw invalid(`line ${number} is '${line.slice(0, 80)}': expected KEY = value`);
  if (key === 'GROUP' || key === 'BEGIN_GROUP') {
    if (path.length > limits.maxDepth) throw tooLarge('nested groups', path.length, limits.maxDepth);
    path.push({ name: value, values: new Map() });
  } else if (key === 'END_GROUP') {
    const group = path.length > 1 ? path.pop() : undefined;
    if (group?.name !== value)
      throw invalid(`line ${number} ends group ${value}: open is ${group?.name ?? 'none'}`);
    add(path, group.name, toObject(group.values));
  } else add(path, key, value.replace(/^"(.*)"$/, '$1'));
}

function add(path: readonly OpenGroup[], name: string, value: JsonValue): void {
  const { values } = path.at(-1)!;
  if (!values.has(name)) values.set(name, value);
}

const toObject = (values: ReadonlyMap<string, JsonValue>): JsonObject => Object.fromEntries(values);

const invalid = (what: string) =>
  invalidInput(`keyed text is not well-formed: ${what}`, { code: 'InvalidKeyedText' });

function tooLarge(what: string, given: number, allowed: number) {
  return limitExceeded(`keyed text has ${given} ${what}: allowed are ${allowed}`, {
    code: 'KeyedTextTooLarge',
    detail: { given, allowed },
  });
}
