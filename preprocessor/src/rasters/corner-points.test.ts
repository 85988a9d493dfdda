import type { Footprint, Position } from '@pvs/core/geometry/footprint';
import { expect, it } from 'vitest';
import { cornersOfFootprint } from './corner-points.ts';

const footprint = (...rings: Position[][]): Footprint => ({
  type: 'MultiPolygon',
  coordinates: rings.map((ring) => [ring]),
});
const corners: Position[] = [
  [10, 47],
  [12, 46.8],
  [11.8, 45],
  [9.9, 45.2],
];

it.each([0, 1, 2, 3])('begin in the north west and go clockwise, whichever (%i) comes first', (first) => {
  const ring = [...corners.slice(first), ...corners.slice(0, first)];
  expect(cornersOfFootprint(footprint([...ring, ring[0]!]), 'a')).toEqual(corners);
  expect(cornersOfFootprint(footprint([...ring, ring[0]!].toReversed()), 'a')).toEqual(corners);
});

it.each<[Footprint | undefined, RegExp]>([
  [undefined, /which has none/],
  [footprint([...corners.slice(0, 3), corners[0]!]), /which has 3 corners/],
  [footprint(corners, corners), /which has several parts/],
])('are not guessed', (given, why) => expect(() => cornersOfFootprint(given, 'a.tif')).toThrow(why));
