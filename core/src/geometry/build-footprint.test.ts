import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildFootprint } from './build-footprint.ts';
import type { Footprint, Position, Ring } from './footprint.ts';
import { ringContains, signedArea } from './ring.ts';

const areaOf = (footprint: Footprint) =>
  footprint.coordinates.flat().reduce((sum, ring) => sum + signedArea(ring), 0);
const wrap = (lon: number) => ((((lon + 180) % 360) + 360) % 360) - 180;
const wrapped = (ring: Ring) => ring.map(([lon, lat]): Position => [wrap(lon), lat]);

function covers(footprint: Footprint, position: Position): boolean {
  return footprint.coordinates.some(
    ([outer = [], ...holes]) =>
      ringContains(outer, position) && !holes.some((hole) => ringContains(hole, position)),
  );
}

/** What GeoJSON wants of any footprint: closed rings in range, outer rings counter-clockwise, holes clockwise. */
function expectValid(footprint: Footprint) {
  for (const polygon of footprint.coordinates) {
    polygon.forEach((ring, i) => {
      expect(ring.length).toBeGreaterThanOrEqual(4);
      expect(ring.at(-1)).toEqual(ring[0]);
      expect(signedArea(ring) > 0).toBe(i === 0);
      expect(ring.every(([lon, lat]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90)).toBe(true);
    });
  }
}

describe('buildFootprint', () => {
  it('closes rings and turns outer ones counter-clockwise, holes clockwise', () => {
    const outer: Ring = [
      [0, 0],
      [0, 4],
      [4, 4],
      [4, 0],
    ];
    const hole: Ring = [
      [1, 1],
      [2, 1],
      [2, 2],
      [1, 2],
      [1, 1],
    ];
    expect(buildFootprint([[outer, hole]])).toEqual({
      type: 'MultiPolygon',
      coordinates: [
        [
          [
            [4, 0],
            [4, 4],
            [0, 4],
            [0, 0],
            [4, 0],
          ],
          [
            [1, 2],
            [2, 2],
            [2, 1],
            [1, 1],
            [1, 2],
          ],
        ],
      ],
    });
  });

  it('splits where longitudes jump, and where they count on', () => {
    const expected = [
      [
        [
          [180, 10],
          [170, 10],
          [170, -10],
          [180, -10],
          [180, 10],
        ],
      ],
      [
        [
          [-180, -10],
          [-170, -10],
          [-170, 10],
          [-180, 10],
          [-180, -10],
        ],
      ],
    ];
    const jumping: Ring = [
      [170, -10],
      [-170, -10],
      [-170, 10],
      [170, 10],
    ];
    const counting: Ring = [
      [170, -10],
      [190, -10],
      [190, 10],
      [170, 10],
    ];
    const touching: Ring = [
      [170, -10],
      [180, -10],
      [-180, -10],
      [-170, -10],
      [-170, 10],
      [-180, 10],
      [180, 10],
      [170, 10],
    ];
    expect(buildFootprint([[jumping]]).coordinates).toEqual(expected);
    expect(buildFootprint([[counting]]).coordinates).toEqual(expected);
    expect(buildFootprint([[touching]]).coordinates).toEqual(expected);
  });

  it('does not split what only touches the antimeridian', () => {
    const east: Ring = [
      [170, 0],
      [180, 0],
      [180, 5],
      [170, 5],
    ];
    const west: Ring = [
      [-180, 0],
      [-170, 0],
      [-170, 5],
      [-180, 5],
    ];
    const otherSpelling: Ring = [
      [170, 0],
      [-180, 0],
      [-180.00000001, 5],
      [170, 5],
    ];
    expect(buildFootprint([[east]]).coordinates[0]?.[0]).toEqual([...east, east[0]]);
    expect(buildFootprint([[west]]).coordinates[0]?.[0]).toEqual([...west, west[0]]);
    expect(buildFootprint([[otherSpelling]]).coordinates[0]?.[0]).toEqual([...east, east[0]]);
  });

  it('takes a map of the world as it is', () => {
    const world: Ring = [
      [-180, 90],
      [180, 90],
      [180, -90],
      [-180, -90],
    ];
    const dense: Ring = [
      [-180, 90],
      [0, 90],
      [180, 90],
      [180, -90],
      [0, -90],
      [-180, -90],
    ];
    for (const ring of [world, dense]) expect(areaOf(buildFootprint([[ring]]))).toBe(360 * 180);
  });

  it.each([
    ['north', 80, 360 * 10],
    ['south', -70, 360 * 20],
  ])('includes the pole that a ring winds around: %s', (_, lat, area) => {
    const ring = [0, 60, 120, 180, -120, -60].map((lon): Position => [lon, lat]);
    for (const turned of [ring, [...ring].reverse()]) {
      const footprint = buildFootprint([[turned]]);
      expectValid(footprint);
      expect(areaOf(footprint)).toBeCloseTo(area);
    }
  });

  it('cuts a comb into its teeth', () => {
    const comb: Ring = [
      [175, 0],
      [185, 0],
      [185, 1],
      [178, 1],
      [178, 2],
      [185, 2],
      [185, 3],
      [175, 3],
    ];
    const footprint = buildFootprint([[comb]]);
    expectValid(footprint);
    expect(footprint.coordinates.map(([outer = []]) => signedArea(outer))).toEqual([13, 5, 5]);
  });

  it('keeps a hole on the antimeridian as a notch of both halves, and one beside it as a hole', () => {
    const outer: Ring = [
      [170, 0],
      [190, 0],
      [190, 10],
      [170, 10],
    ];
    const onLine: Ring = [
      [179, 1],
      [-179, 1],
      [-179, 2],
      [179, 2],
    ];
    const beside: Ring = [
      [-175, 5],
      [-174, 5],
      [-174, 6],
      [-175, 6],
    ];
    const footprint = buildFootprint([[outer, onLine, beside]]);
    expectValid(footprint);
    expect(footprint.coordinates.map((polygon) => polygon.length)).toEqual([1, 2]);
    expect(areaOf(footprint)).toBeCloseTo(200 - 2 - 1);
  });

  it.each([
    [
      'NaN',
      [
        [0, 0],
        [NaN, 1],
        [1, 1],
      ],
      'longitude NaN',
    ],
    [
      'a latitude beyond the pole',
      [
        [0, 0],
        [1, 91.5],
        [1, 1],
      ],
      'latitude 91.5',
    ],
    [
      'a longitude beyond one turn',
      [
        [0, 0],
        [400, 1],
        [1, 1],
      ],
      'longitude 400',
    ],
    [
      'two positions',
      [
        [0, 0],
        [1, 1],
        [0, 0],
      ],
      'encloses no area',
    ],
    [
      'a line',
      [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
      'encloses no area',
    ],
    [
      'a symmetric bow tie',
      [
        [0, 0],
        [10, 10],
        [10, 0],
        [0, 10],
      ],
      'encloses no area',
    ],
    ['nothing', [], 'encloses no area'],
  ])('refuses %s', (_, ring, message) => {
    const build = () => buildFootprint([[ring as unknown as Ring]]);
    expect(build).toThrow(expect.objectContaining({ kind: 'InvalidInput', code: 'InvalidFootprint' }));
    expect(build).toThrow(message);
  });

  it('refuses a footprint without polygons', () => {
    expect(() => buildFootprint([])).toThrow('at least one');
  });

  it('keeps a footprint of a few centimetres at the antimeridian', () => {
    const ring: Ring = [
      [179.999999, 60],
      [179.9999995, 60],
      [179.9999995, 60.0000005],
    ];
    expect(buildFootprint([[ring]]).coordinates).toHaveLength(1);
  });
});

/** A star around a centre: any simple, usually concave ring; at most 80 degrees to either side of it. */
const star = fc
  .record({
    centre: fc.tuple(
      fc.double({ min: -180, max: 180, noNaN: true }),
      fc.double({ min: -60, max: 60, noNaN: true }),
    ),
    radii: fc.array(fc.double({ min: 3, max: 25, noNaN: true }), { minLength: 5, maxLength: 24 }),
    reversed: fc.boolean(),
    withHole: fc.boolean(),
  })
  .map(({ centre: [lon, lat], radii, reversed, withHole }) => {
    const at = (scale: (radius: number) => number) =>
      radii.map((radius, i): Position => {
        const angle = (2 * Math.PI * i) / radii.length;
        return [lon + 2 * scale(radius) * Math.cos(angle), lat + scale(radius) * Math.sin(angle)];
      });
    const outer = reversed ? at((r) => r).reverse() : at((r) => r);
    return { plane: withHole ? [outer, at(() => 0.5)] : [outer], centre: [lon, lat] as Position };
  });

it('splitting neither adds nor loses area, and covers the same positions', () => {
  const offset = fc.tuple(
    fc.double({ min: -60, max: 60, noNaN: true }),
    fc.double({ min: -29, max: 29, noNaN: true }),
  );
  fc.assert(
    fc.property(star, fc.array(offset, { minLength: 20, maxLength: 20 }), ({ plane, centre }, offsets) => {
      const footprint = buildFootprint([plane.map(wrapped)]);
      expectValid(footprint);
      const [outer = [], hole = []] = plane;
      const area = Math.abs(signedArea(outer)) - Math.abs(signedArea(hole));
      expect(areaOf(footprint)).toBeCloseTo(area, 4);
      for (const [dx, dy] of offsets) {
        const lon = centre[0] + dx;
        const lat = centre[1] + dy;
        const inside = ringContains(outer, [lon, lat]) && !ringContains(hole, [lon, lat]);
        expect(covers(footprint, [wrap(lon), lat])).toBe(inside);
      }
    }),
  );
});
