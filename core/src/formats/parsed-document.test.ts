import { describe, expect, it } from 'vitest';
import { jsonTextAt } from '../json/json-value.ts';
import { parseDocument } from './parsed-document.ts';
import { parseKeyedText } from './parse-keyed-text.ts';

const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');

describe('parseDocument', () => {
  it.each([
    ['XML', '<a/>', 'xml'],
    ['XML after a byte order mark and blanks', '\uFEFF \n<a/>', 'xml'],
    ['XML as bytes', Buffer.from('\uFEFF<a/>'), 'xml'],
    ['XML in UTF-16', utf16('<a/>'), 'xml'],
    ['JSON', ' {"a":1}', 'json'],
    ['a JSON array', Buffer.from('[1]'), 'json'],
    ['keyed text', 'GROUP = A\nEND_GROUP = A\nEND\n', 'keyed-text'],
  ])('knows %s by how it begins', (_, source, kind) => {
    expect(parseDocument(source).kind).toBe(kind);
  });

  it.each([
    ['nothing', ''],
    ['a picture', Buffer.from('\x89PNG\r\n')],
    ['prose', 'This product …'],
  ])('says what is allowed where it gets %s', (_, source) => {
    expect(() => parseDocument(source)).toThrow(
      expect.objectContaining({ kind: 'InvalidInput', code: 'UnknownMetadataFormat' }),
    );
    expect(() => parseDocument(source)).toThrow('expected XML (<), JSON ({) or keyed text');
  });
});

describe('parseKeyedText', () => {
  it('makes objects of groups; values are text without their quotes', () => {
    const text =
      'GROUP = A\r\n  GROUP = B\r\n  K = "v = 1"\r\n  N = 01\r\n  END_GROUP = B\r\nEND_GROUP = A\r\nEND\r\nrest';
    expect(parseKeyedText(text)).toEqual({ A: { B: { K: 'v = 1', N: '01' } } });
  });

  it('reads lists over several lines', () => {
    expect(parseKeyedText('A = (1, 2,\n   3,\n  4)\nB = (5)\n')).toEqual({ A: '(1, 2, 3, 4)', B: '(5)' });
  });

  it('takes the first of several values with one name, and any word as a name', () => {
    const root = parseKeyedText('K = 1\nK = 2\nGROUP = __proto__\npolluted = 1\nEND_GROUP = __proto__\n');
    expect(jsonTextAt(root, 'K')).toBe('1');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['a line without a key', 'K = 1\nnothing here', 'InvalidKeyedText', "line 2 is 'nothing here'"],
    ['a group that does not end', 'GROUP = A\nEND\n', 'InvalidKeyedText', 'group A does not end'],
    ['a list that does not end', 'A = (1,\n2,\n', 'InvalidKeyedText', "list 'A = (1, 2,"],
    ['another group’s end', 'GROUP = A\nEND_GROUP = B\n', 'InvalidKeyedText', 'ends group B: open is A'],
    ['an end without a group', 'END_GROUP = B\n', 'InvalidKeyedText', 'open is none'],
    ['too deep nesting', 'GROUP = A\n'.repeat(100_000), 'KeyedTextTooLarge', 'nested groups'],
    ['too many bytes', `K = ${' '.repeat(9 * 1024 ** 2)}x`, 'KeyedTextTooLarge', 'bytes'],
  ])('refuses %s', (_, text, code, message) => {
    expect(() => parseKeyedText(text)).toThrow(expect.objectContaining({ code }));
    expect(() => parseKeyedText(text)).toThrow(message);
  });
});
