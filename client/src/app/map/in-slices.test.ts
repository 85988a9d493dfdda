import { expect, it } from 'vitest';
import { inSlices } from './in-slices.ts';

it('makes everything in order, and lets others work in between', async () => {
  let others = 0;
  const timer = setInterval(() => (others += 1), 1);
  const busy = (item: number) => {
    const end = performance.now() + 5;
    while (performance.now() < end);
    return item % 2 === 0 ? [item, item] : [];
  };
  expect(await inSlices([0, 1, 2, 3, 4, 5, 6, 7], busy)).toEqual([0, 0, 2, 2, 4, 4, 6, 6]);
  clearInterval(timer);
  expect(others).toBeGreaterThan(1);
});
