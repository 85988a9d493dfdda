import { invalidInput, limitExceeded, messageOf } from '../errors.ts';
import type { JsonValue } from './json-value.ts';

/** Bounds for one document. */
export interface JsonLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
  /** Objects, arrays and their members together. */
  readonly maxValues: number;
}

/** Room for the largest known metadata (a STAC item of 0.3 MB), not for abuse. */
export const DEFAULT_JSON_LIMITS: JsonLimits = {
  maxBytes: 32 * 1024 * 1024,
  maxDepth: 128,
  maxValues: 2_000_000,
};

/**
 * Reads a JSON document (RFC 8259). What it would come to is measured before anything is built.
 * @throws InvalidInput `InvalidJson` where it is none; LimitExceeded `JsonTooLarge`
 */
export function parseJson(source: string | Uint8Array, limits: JsonLimits = DEFAULT_JSON_LIMITS): JsonValue {
  const sizeBytes = typeof source === 'string' ? Buffer.byteLength(source) : source.byteLength;
  if (sizeBytes > limits.maxBytes) throw tooLarge('bytes', sizeBytes, limits.maxBytes);
  const text = typeof source === 'string' ? source.replace(/^\uFEFF/, '') : decodeUtf8(source);
  const { depth, values } = measure(text);
  if (depth > limits.maxDepth) throw tooLarge('nested values', depth, limits.maxDepth);
  if (values > limits.maxValues) throw tooLarge('values', values, limits.maxValues);
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw invalidJson(`JSON is not well-formed: ${messageOf(error)}`, error);
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw invalidJson('JSON has bytes that are not UTF-8, the only encoding allowed', error);
  }
}

/** How deep the text nests and how many values it has; of text that is no JSON a guess. */
function measure(text: string): { depth: number; values: number } {
  let [open, depth, values] = [0, 0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const mark = text[at];
    if (mark === '"') at = endOfString(text, at);
    else if (mark === ',') values += 1;
    else if (mark === '[' || mark === '{') {
      open += 1;
      values += 1;
      depth = Math.max(depth, open);
    } else if (mark === ']' || mark === '}') open -= 1;
  }
  return { depth, values };
}

/** Where the string that begins at `start` has its closing quote. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

const invalidJson = (message: string, cause: unknown) =>
  invalidInput(message, { code: 'InvalidJson', cause });

function tooLarge(what: string, given: number, allowed: number) {
  return limitExceeded(`JSON has ${given} ${what}: allowed are ${allowed}`, {
    code: 'JsonTooLarge',
    detail: { given, allowed },
  });
}
