import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identifierOf, ncNameOf } from './nc-name.ts';

test.each([
  ['A_b-1.2', 'A_b-1.2'],
  ['2018', '_x0032_018'],
  ['a:b/c', 'a_x003A_b_x002F_c'],
  ['a_x0041_', 'a_x005F_x0041_'],
])('%s is written %s', (identifier, name) => expect(ncNameOf(identifier)).toBe(name));

test('every identifier is an NCName that is read as the same identifier', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (identifier) => {
      const name = ncNameOf(identifier);
      expect(name).toMatch(/^[\p{L}_][\p{L}\p{N}._-]*$/u);
      expect(identifierOf(name)).toBe(identifier);
    }),
  );
});
