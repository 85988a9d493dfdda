import fc from 'fast-check';
import { expect, test } from 'vitest';
import { proj4Of, projector, requireCrs } from '../crs/crs.ts';
import type { Box } from './box.ts';
import { lonLatBoxes } from './lon-lat-boxes.ts';

const box = (minX: number, minY: number, maxX: number, maxY: number, crs = 'EPSG:4326'): Box => ({
  crs,
  minX,
  minY,
  maxX,
  maxY,
});
const HALF = 20_037_508.342789244;

test.each([
  [box(10, 40, 11, 41), [[10, 11]]],
  [
    box(170, 0, 190, 1),
    [
      [170, 180],
      [-180, -170],
    ],
  ],
  [
    box(-190, 0, -170, 1),
    [
      [170, 180],
      [-180, -170],
    ],
  ],
  [box(350, 0, 360, 1), [[-10, 0]]],
  [box(-180, -90, 180, 90), [[-180, 180]]],
  [box(-1000, 0, 1000, 1), [[-180, 180]]],
  [box(-HALF, -HALF, HALF, HALF, 'EPSG:3857'), [[-180, 180]]],
  [box(-HALF, 0, 0, HALF, 'EPSG:3857'), [[-180, 0]]],
  [box(0, 0, HALF, HALF, 'EPSG:3857'), [[0, 180]]],
  [
    box(HALF * 0.9, 0, HALF * 1.1, 1e6, 'EPSG:3857'),
    [
      [162, 180],
      [-180, -162],
    ],
  ],
])('%j spans the longitudes %j', (given, expected) => {
  const found = lonLatBoxes(given).map(({ minX, maxX }) => [minX, maxX]);
  expect(found).toHaveLength(expected.length);
  expected.flat().forEach((longitude, i) => expect(found.flat()[i]).toBeCloseTo(longitude, 6));
});

/** Where boxes are tried, in the CRS's units: a margin beyond where it is meant to be used. */
const CRSS = [
  ['EPSG:4326', 400, 90],
  ['EPSG:3857', HALF * 1.5, HALF],
  ['EPSG:32633', 1_000_000, 9_000_000],
  ['EPSG:32760', 1_000_000, 9_000_000],
  ['EPSG:3035', 6_000_000, 6_000_000],
  ['EPSG:3413', 5_000_000, 5_000_000],
  ['EPSG:3031', 5_000_000, 5_000_000],
] as const;

test.each(CRSS)('whatever lies in a box of %s lies in one of its boxes', (crs, rangeX, rangeY) => {
  const toLonLat = projector(proj4Of(crs), requireCrs('EPSG:4326').proj4);
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  const size = fc.double({ min: 1e-3, max: 1, noNaN: true });
  fc.assert(
    fc.property(unit, unit, size, size, unit, unit, (left, bottom, width, height, u, v) => {
      const minX = (left * 2 - 1) * rangeX;
      const minY = (bottom * 2 - 1) * rangeY;
      const given = box(
        minX,
        minY,
        minX + width * rangeX,
        Math.min(minY + height * rangeY, rangeY * 1.2),
        crs,
      );
      fc.pre(given.minY < given.maxY);
      const [lon, lat] = toLonLat(minX + (given.maxX - minX) * u, minY + (given.maxY - minY) * v);
      fc.pre(Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lat) <= 90);
      const wrapped = ((((lon + 180) % 360) + 360) % 360) - 180;
      const holds = lonLatBoxes(given).some(
        (b) =>
          b.minX <= wrapped + 1e-9 &&
          wrapped - 1e-9 <= b.maxX &&
          b.minY <= lat + 1e-9 &&
          lat - 1e-9 <= b.maxY,
      );
      expect(
        holds,
        `${lon} ${lat} of ${JSON.stringify(given)} is in none of ${JSON.stringify(lonLatBoxes(given))}`,
      ).toBe(true);
    }),
    { numRuns: 300 },
  );
});
