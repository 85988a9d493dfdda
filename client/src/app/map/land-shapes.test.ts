import { expect, it } from 'vitest';
import coarse from 'world-atlas/land-110m.json?raw';
import type { LandTopology } from './land-rings.ts';
import { landShapes } from './land-shapes.ts';
import type { LandShapes } from './land-shapes.ts';

const topology = JSON.parse(coarse) as LandTopology;

function polygonsOf({ coordinates, ends }: LandShapes) {
  let begin = 0;
  return ends.map((rings) => [...coordinates.subarray(begin, (begin += rings.at(-1)!))]);
}
const longitudes = (polygon: readonly number[]) => polygon.filter((_, at) => at % 2 === 0);
const latitudes = (polygon: readonly number[]) => polygon.filter((_, at) => at % 2 === 1);

it('of a flat map each polygon is closed and without jumps, within what Web Mercator shows', () => {
  const polygons = polygonsOf(landShapes(topology, undefined));
  expect(polygons.length).toBeGreaterThan(100);
  for (const polygon of polygons) {
    expect(Math.min(...latitudes(polygon))).toBeGreaterThanOrEqual(-85.06);
    const steps = longitudes(polygon).map((lon, at, all) => Math.abs(lon - (all[at - 1] ?? lon)));
    // Antarctica is closed along the lower edge, all around.
    if (Math.min(...latitudes(polygon)) > -80) expect(Math.max(...steps)).toBeLessThan(180);
  }
});

it('what crosses the antimeridian is at either end of a flat map', () => {
  const polygons = polygonsOf(landShapes(topology, undefined));
  const eastern = polygons.filter((polygon) => Math.max(...longitudes(polygon)) > 180);
  expect(eastern.length).toBeGreaterThan(0);
  for (const polygon of eastern)
    expect(polygons).toContainEqual(polygon.map((degrees, at) => (at % 2 === 0 ? degrees - 360 : degrees)));
});

it.each([1, -1] as const)(
  'around the pole at %s × 90° there is land on its side, and none far beyond',
  (pole) => {
    const polygons = polygonsOf(landShapes(topology, pole));
    expect(polygons.length).toBeGreaterThan(0);
    for (const polygon of polygons) {
      const towards = latitudes(polygon).map((lat) => lat * pole);
      expect(Math.min(...towards)).toBeGreaterThanOrEqual(-20);
      expect(Math.max(...towards)).toBeGreaterThan(-20);
    }
  },
);
