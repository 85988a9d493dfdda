import fc from 'fast-check';
import { expect, test } from 'vitest';
import { projector, requireCrs } from '../crs/crs.ts';
import { projectBox } from './project-box.ts';

const lonLat = (minX: number, minY: number, maxX: number, maxY: number) => ({
  crs: 'EPSG:4326',
  minX,
  minY,
  maxX,
  maxY,
});

test.each([
  ['EPSG:4326', lonLat(5, 40, 20, 55)],
  ['EPSG:3857', lonLat(-170, -80, 170, 80)],
  ['EPSG:32633', lonLat(12, 40, 18, 60)],
  ['EPSG:3035', lonLat(-20, 40, 30, 70)],
  ['EPSG:3413', lonLat(-180, 62, 180, 90)],
  ['EPSG:3031', lonLat(-60, -85, 40, -70)],
])('in %s it holds what lies in the box', (crs, box) => {
  const projected = projectBox(box, crs)!;
  const project = projector(requireCrs('EPSG:4326').proj4, requireCrs(crs).proj4);
  const slack = 0.01 * Math.max(projected.maxX - projected.minX, projected.maxY - projected.minY);
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (u, v) => {
        const [x, y] = project(box.minX + u * (box.maxX - box.minX), box.minY + v * (box.maxY - box.minY));
        expect(x).toBeGreaterThanOrEqual(projected.minX - slack);
        expect(x).toBeLessThanOrEqual(projected.maxX + slack);
        expect(y).toBeGreaterThanOrEqual(projected.minY - slack);
        expect(y).toBeLessThanOrEqual(projected.maxY + slack);
      },
    ),
  );
});

test('what a CRS is not made for has no box in it', () => {
  expect(projectBox(lonLat(10, 40, 20, 50), 'EPSG:3413')).toBeUndefined();
  expect(projectBox(lonLat(100, 40, 110, 50), 'EPSG:32633')).toBeUndefined();
  expect(projectBox(lonLat(0, 86, 10, 90), 'EPSG:3857')).toBeUndefined();
});
