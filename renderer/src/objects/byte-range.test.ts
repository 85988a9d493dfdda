import { expect, test } from 'vitest';
import { byteRange } from './byte-range.ts';

test.each([
  [undefined, undefined],
  ['bytes=0-99', { first: 0, last: 99 }],
  ['bytes=990-2000', { first: 990, last: 999 }],
  ['bytes=990-', { first: 990, last: 999 }],
  ['bytes=-10', { first: 990, last: 999 }],
  ['bytes=-2000', { first: 0, last: 999 }],
  ['bytes=1000-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=9-2', undefined],
  ['bytes=0-1,5-6', undefined],
  ['rows=0-1', undefined],
  ['bytes=-', undefined],
])('%s of 1000 bytes is %j', (header, expected) => {
  expect(byteRange(header, 1000)).toEqual(expected);
});
