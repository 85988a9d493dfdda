import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseKvp } from './kvp.ts';

test.each([
  ['', []],
  [
    'SERVICE=WMS&Request=GetMap',
    [
      ['service', 'WMS'],
      ['request', 'GetMap'],
    ],
  ],
  ['?service=WMS', [['service', 'WMS']]],
  [
    'map=/x.map?SERVICE=WMS',
    [
      ['map', '/x.map'],
      ['service', 'WMS'],
    ],
  ],
  ['layers=a&LAYERS=b&Layers=c', [['layers', 'a']]],
  ['layers=&LAYERS=b', [['layers', 'b']]],
  ['subset=x(1,2)&SUBSET=&Subset=y(3)', [['subset', 'x(1,2),y(3)']]],
  ['styles=&time', []],
  ['layers=a%2Cb%20c+d', [['layers', 'a,b c d']]],
  [
    'time=2018--2019&x=%',
    [
      ['time', '2018--2019'],
      ['x', '%'],
    ],
  ],
])('%j is read as %j', (query, expected) => {
  expect([...parseKvp(query)]).toEqual(expected);
});

test('what was given is found under its name in any case, and nothing else is', () => {
  const name = fc.stringMatching(/^[A-Za-z]{1,8}$/);
  const value = fc.string({ unit: 'grapheme', minLength: 1 });
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 5 }), (pairs) => {
      const kvp = parseKvp(new URLSearchParams(pairs).toString());
      const first = new Map(pairs.toReversed().map(([key, text]) => [key.toLowerCase(), text]));
      expect(new Map(kvp)).toEqual(first);
    }),
  );
});
