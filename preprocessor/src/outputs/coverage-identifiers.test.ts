import { expect, it } from 'vitest';
import { coverageIdentifiers } from './coverage-identifiers.ts';

it.each([
  [[''], ['LC08_X']],
  [
    ['LC08_X_SR_B4', 'T34_B02'],
    ['LC08_X_SR_B4', 'LC08_X_T34_B02'],
  ],
  [
    ['a', 'LC08_X_a'],
    ['LC08_X_a', 'LC08_X_a-2'],
  ],
])('coverages from files %j of product LC08_X are called %j', (names, expected) => {
  expect(coverageIdentifiers('LC08_X', names)).toEqual(expected);
});
