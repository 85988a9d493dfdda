import { expect, it } from 'vitest';
import { chooseLevel } from './choose-level.ts';

it.each([
  [0.3, 0],
  [1, 0],
  [1.9, 0],
  [1.99, 1],
  [2, 1],
  [3.7, 1],
  [4, 2],
  [50, 3],
])('at %f source pixels for a picture pixel level %i is still fine enough', (ratio, level) => {
  expect(chooseLevel([4000, 2000, 1000, 500], ratio)).toBe(level);
});
