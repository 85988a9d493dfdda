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

/** @example `0 0, 4 0, 4 4` */
const ring = (text: string): Ring =>
  text.split(',').map((pair) => pair.trim().split(' ').map(Number) as unknown as Position);

describe('buildFootprint', () => {
  it('closes rings and turns outer ones counter-clockwise, holes clockwise', () => {
    const outer = ring('0 0, 0 4, 4 4, 4 0');
    const hole = ring('1 1, 2 1, 2 2, 1 2, 1 1');
    expect(buildFootprint([[outer, hole]])).toEqual({
      type: 'MultiPolygon',
      coordinates: [[ring('4 0, 4 4, 0 4, 0 0, 4 0'), ring('1 2, 2 2, 2 1, 1 1, 1 2')]],
    });
  });

  it.each([
    ['jump', '170 -10, -170 -10, -170 10, 170 10'],
    ['count on', '170 -10, 190 -10, 190 10, 170 10'],
    ['count back', '-190 -10, -170 -10, -170 10, -190 10'],
    ['touch it in both spellings', '170 -10, 180 -10, -180 -10, -170 -10, -170 10, -180 10, 180 10, 170 10'],
  ])('splits where longitudes %s', (_, text) => {
    const footprint = buildFootprint([[ring(text)]]);
    expectValid(footprint);
    const boxes = footprint.coordinates.map(([outer = []]) => outer.map(([lon]) => lon));
    expect(boxes.map((lons) => [Math.min(...lons), Math.max(...lons)])).toEqual([
      [170, 180],
      [-180, -170],
    ]);
    expect(areaOf(footprint)).toBe(400);
  });

  it.each([
    ['from the west', '170 0, 180 0, 180 5, 170 5', '170 0, 180 0, 180 5, 170 5, 170 0'],
    ['from the east', '-180 0, -170 0, -170 5, -180 5', '-180 0, -170 0, -170 5, -180 5, -180 0'],
    ['in another spelling', '170 0, -180 0, -180.00000001 5, 170 5', '170 0, 180 0, 180 5, 170 5, 170 0'],
  ])('does not split what touches the antimeridian %s', (_, given, expected) => {
    expect(buildFootprint([[ring(given)]]).coordinates).toEqual([[ring(expected)]]);
  });

  it.each([
    ['with its corners only', '-180 90, 180 90, 180 -90, -180 -90'],
    ['with positions between', '-180 90, 0 90, 180 90, 180 -90, 0 -90, -180 -90'],
  ])('takes a map of the world as it is, %s', (_, text) => {
    expect(areaOf(buildFootprint([[ring(text)]]))).toBe(360 * 180);
  });

  it.each([
    ['north', 80, 360 * 10],
    ['south', -70, 360 * 20],
  ])('includes the pole that a ring winds around: %s', (_, lat, area) => {
    const around = [0, 60, 120, 180, -120, -60].map((lon): Position => [lon, lat]);
    for (const turned of [around, [...around].reverse()]) {
      const footprint = buildFootprint([[turned]]);
      expectValid(footprint);
      expect(areaOf(footprint)).toBeCloseTo(area);
    }
  });

  it('cuts a comb into its teeth', () => {
    const footprint = buildFootprint([[ring('175 0, 185 0, 185 1, 178 1, 178 2, 185 2, 185 3, 175 3')]]);
    expectValid(footprint);
    expect(footprint.coordinates.map(([outer = []]) => signedArea(outer))).toEqual([13, 5, 5]);
  });

  it('keeps a hole on the antimeridian as a notch of both halves, and one beside it as a hole', () => {
    const onLine = ring('179 1, -179 1, -179 2, 179 2');
    const beside = ring('-175 5, -174 5, -174 6, -175 6');
    const footprint = buildFootprint([[ring('170 0, 190 0, 190 10, 170 10'), onLine, beside]]);
    expectValid(footprint);
    expect(footprint.coordinates.map((polygon) => polygon.length)).toEqual([1, 2]);
    expect(areaOf(footprint)).toBeCloseTo(200 - 2 - 1);
  });

  it.each([
    ['NaN', '0 0, x 1, 1 1', 'longitude NaN'],
    ['a latitude beyond the pole', '0 0, 1 91.5, 1 1', 'latitude 91.5'],
    ['a longitude beyond one turn', '0 0, 400 1, 1 1', 'longitude 400'],
    ['two positions', '0 0, 1 1, 0 0', 'encloses no area'],
    ['a line', '0 0, 1 1, 2 2', 'encloses no area'],
    ['a way there and back', '0 0, 5 5, 10 0, 5 5', 'encloses no area'],
  ])('refuses %s', (_, text, message) => {
    const build = () => buildFootprint([[ring(text)]]);
    expect(build).toThrow(expect.objectContaining({ kind: 'InvalidInput', code: 'InvalidFootprint' }));
    expect(build).toThrow(message);
  });

  it.each([
    ['a bow tie', '0 0, 10 10, 10 0, 0 10', 50, 2],
    ['a bow tie across the antimeridian', '175 0, -175 10, -175 0, 175 10', 50, 2],
    ['a ring that touches itself', '0 0, 10 0, 5 5, 10 10, 0 10, 5 5', 50, 2],
    ['a loop at a corner', '0 0, 11 0, 11 1, 10 -1, 10 10, 0 10', 100.5, 3],
    ['repeated positions', '0 0, 0 0, 4 0, 4 0, 4 4, 0 4, 0 4, 0 0, 0 0', 16, 1],
    ['a spike', '0 0, 4 0, 4 2, 9 2, 4 2.00000001, 4 4, 0 4', 16, 1],
    ['a spike where it is closed', '9 9, 4 4, 0 4, 0 0, 4 0, 4 4, 9 9', 16, 1],
    ['a line that is gone along twice', '0 0, 4 0, 4 4, 8 4, 12 4, 8 4, 4 4, 0 4', 16, 1],
  ])('repairs %s', (_, text, area, polygons) => {
    const footprint = buildFootprint([[ring(text)]]);
    expectValid(footprint);
    expect(footprint.coordinates).toHaveLength(polygons);
    expect(areaOf(footprint)).toBeCloseTo(area, 3);
  });

  it('puts holes into that loop of a ring which is around them', () => {
    const footprint = buildFootprint([[ring('0 0, 10 10, 10 0, 0 10'), ring('8 4, 9 4, 9 6')]]);
    expectValid(footprint);
    expect(footprint.coordinates.map((polygon) => polygon.length).sort()).toEqual([1, 2]);
  });

  it('refuses a footprint without polygons, and a polygon without positions', () => {
    expect(() => buildFootprint([])).toThrow('at least one');
    expect(() => buildFootprint([[[]]])).toThrow('encloses no area');
  });

  it('keeps a footprint of a few centimetres at the antimeridian', () => {
    const tiny = ring('179.9999990 60, 179.9999995 60, 179.9999995 60.0000005');
    expect(buildFootprint([[tiny]]).coordinates).toHaveLength(1);
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
