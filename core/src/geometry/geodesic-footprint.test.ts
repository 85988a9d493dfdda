import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildGeodesicFootprint } from './build-footprint.ts';
import type { Position } from './footprint.ts';
import { footprintBoxes } from './footprint-boxes.ts';
import { ringContains } from './ring.ts';

const RADIANS = Math.PI / 180;
type Vector = readonly [number, number, number];

const vectorOf = ([lon, lat]: Position): Vector => [
  Math.cos(lat * RADIANS) * Math.cos(lon * RADIANS),
  Math.cos(lat * RADIANS) * Math.sin(lon * RADIANS),
  Math.sin(lat * RADIANS),
];
const positionOf = ([x, y, z]: Vector): Position => [
  Math.atan2(y, x) / RADIANS,
  Math.atan2(z, Math.hypot(x, y)) / RADIANS,
];

/** Where one gets from a position by going `degrees` in a direction (spherical law of sines). */
function away([lon, lat]: Position, azimuth: number, degrees: number): Position {
  const [y, d, a] = [lat * RADIANS, degrees * RADIANS, azimuth];
  const sinLat = Math.sin(y) * Math.cos(d) + Math.cos(y) * Math.sin(d) * Math.cos(a);
  const byLon = Math.atan2(Math.sin(a) * Math.sin(d) * Math.cos(y), Math.cos(d) - Math.sin(y) * sinLat);
  return [((((lon + byLon / RADIANS + 180) % 360) + 360) % 360) - 180, Math.asin(sinLat) / RADIANS];
}

const unit = fc.double({ min: 0, max: 1, noNaN: true });
/** Swaths of up to 3,000 km around poles, over the antimeridian and elsewhere. */
const polygon = fc.record({
  centre: fc.oneof(
    fc.tuple(fc.double({ min: -180, max: 180, noNaN: true }), fc.double({ min: 60, max: 89.9, noNaN: true })),
    fc.tuple(
      fc.double({ min: -180, max: 180, noNaN: true }),
      fc.double({ min: -89.9, max: -60, noNaN: true }),
    ),
    fc.tuple(fc.double({ min: 170, max: 180, noNaN: true }), fc.double({ min: -60, max: 60, noNaN: true })),
    fc.tuple(fc.double({ min: -180, max: -170, noNaN: true }), fc.double({ min: -60, max: 60, noNaN: true })),
  ),
  radii: fc.array(fc.double({ min: 1, max: 25, noNaN: true }), { minLength: 4, maxLength: 12 }),
  reversed: fc.boolean(),
});

it('what lies inside a polygon on the sphere is in its footprint, at poles and antimeridian, too', () => {
  const inside = fc.array(fc.tuple(unit, unit, unit), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(polygon, inside, ({ centre, radii, reversed }, places) => {
      const corners = radii.map((radius, i) =>
        away(centre, (2 * Math.PI * (i + 0.3)) / radii.length, radius),
      );
      const footprint = buildGeodesicFootprint([[reversed ? [...corners].reverse() : corners]]);
      const boxes = footprintBoxes(footprint);
      for (const [i, [a, b, c]] of places.entries()) {
        const [first, second] = [corners[i % corners.length]!, corners[(i + 1) % corners.length]!];
        // Not where the edge is: that is only known to a tenth of a degree.
        const weights = [0.3 + a, b, c].map((w) => w / (0.3 + a + b + c));
        const [u, v, w] = [vectorOf(centre), vectorOf(first), vectorOf(second)];
        const sum = [0, 1, 2].map((k) => weights[0]! * u[k]! + weights[1]! * v[k]! + weights[2]! * w[k]!);
        const place = positionOf(sum as unknown as Vector);
        // Nor where it is split.
        if (Math.abs(place[0]) > 179.999) continue;
        const found = footprint.coordinates.some(([outer = []]) => ringContains(outer, place));
        expect(found, `${place.join(' ')} in ${JSON.stringify(corners)}`).toBe(true);
        expect(
          boxes.some(
            (x) => x.minX <= place[0] && place[0] <= x.maxX && x.minY <= place[1] && place[1] <= x.maxY,
          ),
        ).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

it('edges of maps and of scenes stay as they are, those of polar swaths follow the Earth', () => {
  const map = [
    [-30, 60],
    [40, 60],
    [40, 72],
    [-30, 72],
  ] as const;
  expect(buildGeodesicFootprint([[map]]).coordinates[0]![0]).toHaveLength(5);
  const scene = [
    [16, 48.1],
    [18.9, 48.3],
    [18.4, 50],
    [15.6, 49.8],
  ] as const;
  expect(buildGeodesicFootprint([[scene]]).coordinates[0]![0]).toHaveLength(5);
  const swath = [
    [-60, 80],
    [70, 79],
    [75, 74],
    [-62, 75],
  ] as const;
  const [outer = []] = buildGeodesicFootprint([[swath]]).coordinates[0]!;
  expect(outer.length).toBeGreaterThan(8);
  expect(Math.max(...outer.map(([, lat]) => lat))).toBeGreaterThan(84);
});
