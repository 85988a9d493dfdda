import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonAt, jsonItemsAt, jsonTextAt } from './json-value.ts';
import { DEFAULT_JSON_LIMITS, parseJson } from './parse-json.ts';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('parseJson', () => {
  it('reads what JSON.stringify wrote', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 20 }), (value) => {
        expect(parseJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('reads bytes with a byte order mark', () => {
    expect(parseJson(Buffer.from('\uFEFF{"a":"ä"}'))).toEqual({ a: 'ä' });
  });

  it('counts no brackets and commas inside strings', () => {
    const text = JSON.stringify('\\"[[{{,,,'.repeat(1000));
    expect(parseJson(text, { ...DEFAULT_JSON_LIMITS, maxDepth: 0, maxValues: 0 })).toBe(JSON.parse(text));
  });

  it.each([
    ['nesting', nested(129), 'JsonTooLarge', '129 nested values: allowed are 128'],
    ['nesting that never ends', '[{"a":'.repeat(1_000_000), 'JsonTooLarge', 'nested values'],
    ['values', `[${'0,'.repeat(2_000_000)}0]`, 'JsonTooLarge', 'allowed are 2000000'],
    ['bytes', `"${'x'.repeat(33 * 1024 ** 2)}"`, 'JsonTooLarge', 'bytes'],
    ['a string that never ends', `{"a": "${'\\"'.repeat(1_000_000)}`, 'InvalidJson', 'not well-formed'],
    ['a value that is none', '{"a": NaN}', 'InvalidJson', 'NaN'],
  ])('refuses too many or broken %s', (_, text, code, message) => {
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ code }));
    expect(() => parseJson(text)).toThrow(message);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => parseJson(Buffer.from('"ä"', 'latin1'))).toThrow('not UTF-8');
  });
});

describe('jsonAt', () => {
  const value = parseJson('{"a":{"eo:b":[1,2]},"__proto__":{"polluted":1},"n":0,"blank":" "}');

  it('finds members by path', () => {
    expect(jsonItemsAt(value, 'a/eo:b')).toEqual([1, 2]);
    expect(jsonTextAt(value, 'n')).toBe('0');
    expect(jsonTextAt(value, 'blank')).toBeUndefined();
    expect(jsonAt(value, 'a/x/y')).toBeUndefined();
  });

  it('sees a document’s own members only, whatever they are called', () => {
    expect(jsonAt(value, 'constructor')).toBeUndefined();
    expect(jsonAt(value, 'a/toString')).toBeUndefined();
    expect(jsonAt(value, '__proto__/polluted')).toBe(1);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
