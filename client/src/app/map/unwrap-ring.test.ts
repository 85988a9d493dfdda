import { expect, it } from 'vitest';
import { unwrapRing } from './unwrap-ring.ts';

it('leaves a ring alone that does not reach the antimeridian', () => {
  const ring = [[10, 0], [20, 0], [20, 5], [10, 0]]; // prettier-ignore
  expect(unwrapRing(ring.flat())).toEqual(ring.flat());
});

it('goes on beyond 180 where the ring crosses the antimeridian', () => {
  const ring = [[170, 60], [-170, 60], [-170, 70], [170, 70], [170, 60]]; // prettier-ignore
  expect(unwrapRing(ring.flat())).toEqual([[170, 60], [190, 60], [190, 70], [170, 70], [170, 60]].flat()); // prettier-ignore
});

it('begins west of 180 wherever the ring itself begins', () => {
  const ring = [[-170, 60], [-170, 70], [170, 70], [170, 60], [-170, 60]]; // prettier-ignore
  expect(unwrapRing(ring.flat())).toEqual([[190, 60], [190, 70], [170, 70], [170, 60], [190, 60]].flat()); // prettier-ignore
});

it('closes a ring around the pole along the lower edge', () => {
  const ring = [[-90, -70], [0, -70], [90, -70], [179, -70], [-90, -70]]; // prettier-ignore
  expect(unwrapRing(ring.flat())).toEqual(
    [
      [-90, -70],
      [0, -70],
      [90, -70],
      [179, -70],
      [270, -70],
      [270, -85.06],
      [-90, -85.06],
      [-90, -70], // prettier-ignore
    ].flat(),
  );
});
