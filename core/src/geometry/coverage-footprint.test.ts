import { expect, test } from 'vitest';
import type { Grid } from '../catalogue/product.ts';
import { proj4Of } from '../crs/crs.ts';
import { coverageFootprint } from './coverage-footprint.ts';
import { footprintBoxes } from './footprint-boxes.ts';

const grid = (crs: string, transform: Grid['transform'], widthPx = 100, heightPx = 100): Grid => ({
  crs,
  proj4: proj4Of(crs),
  transform,
  widthPx,
  heightPx,
});

test('a geographic grid is its box', () => {
  const [box, ...others] = footprintBoxes(
    coverageFootprint([grid('EPSG:4326', [10, 0.01, 0, 41, 0, -0.01])]),
  );
  expect(others).toEqual([]);
  expect(box).toMatchObject({ minX: 10, minY: 40, maxX: 11, maxY: 41 });
});

test('the curved edges of a projected grid stay within a thousandth of its size', () => {
  // 1000 km of a UTM zone at 60° north: its northern edge bends by several kilometres.
  const { coordinates } = coverageFootprint([grid('EPSG:32633', [0, 10_000, 0, 7_000_000, 0, -10_000])]);
  const latitudes = coordinates[0]![0]!.map(([, lat]) => lat);
  expect(coordinates[0]![0]!.length).toBeGreaterThanOrEqual(32);
  const north = Math.max(...latitudes);
  const corners = latitudes.filter((lat) => lat > 62).sort((a, b) => a - b);
  expect(north - corners[0]!).toBeGreaterThan(0.2);
});

test('a rotated grid is its tilted outline', () => {
  const { coordinates } = coverageFootprint([grid('EPSG:4326', [10, 0.007, 0.007, 41, 0.007, -0.007])]);
  const [box] = footprintBoxes({ type: 'MultiPolygon', coordinates });
  expect(box!.minX).toBeCloseTo(10, 9);
  expect(box!.maxX).toBeCloseTo(11.4, 9);
  expect(box!.minY).toBeCloseTo(40.3, 9);
  expect(box!.maxY).toBeCloseTo(41.7, 9);
});

test('a grid over the antimeridian is split there, several grids are held together', () => {
  const boxes = footprintBoxes(coverageFootprint([grid('EPSG:4326', [179.5, 0.01, 0, 1, 0, -0.01])]));
  expect(boxes.map(({ minX, maxX }) => [minX, maxX])).toEqual([
    [179.5, 180],
    [-180, -179.5],
  ]);
  const two = [grid('EPSG:4326', [10, 0.01, 0, 1, 0, -0.01]), grid('EPSG:4326', [12, 0.01, 0, 1, 0, -0.01])];
  expect(coverageFootprint(two).coordinates).toHaveLength(2);
});

test('a grid outside of its projection’s reach is refused', () => {
  expect(() => coverageFootprint([grid('EPSG:3035', [1e12, 1, 0, 1e12, 0, -1])])).toThrow(
    expect.objectContaining({ code: 'InvalidFootprint' }),
  );
});
