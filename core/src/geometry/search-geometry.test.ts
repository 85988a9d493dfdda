import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Position } from './footprint.ts';
import { destination, geodesicCircle } from './geodesic-circle.ts';
import { geometryFromGeoJson } from './geojson-geometry.ts';
import { ringContains } from './ring.ts';
import { geometryOfBox, geometryOfCircle } from './search-geometry.ts';
import { geometryFromWkt } from './wkt.ts';

const ring = (west: number, south: number, east: number, north: number): Position[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];

describe('a box', () => {
  test.each<[[number, number, number, number], unknown]>([
    [[1, 2, 3, 4], { type: 'Polygon', coordinates: [ring(1, 2, 3, 4)] }],
    [
      [170, -5, -160, 5],
      { type: 'MultiPolygon', coordinates: [[ring(170, -5, 180, 5)], [ring(-180, -5, -160, 5)]] },
    ],
    [[170, -5, -180, 5], { type: 'Polygon', coordinates: [ring(170, -5, 180, 5)] }],
    [[180, -5, -160, 5], { type: 'Polygon', coordinates: [ring(-180, -5, -160, 5)] }],
    [[1, 2, 1, 2], { type: 'Point', coordinates: [1, 2] }],
    [
      [1, 2, 3, 2],
      {
        type: 'LineString',
        coordinates: [
          [1, 2],
          [3, 2],
        ],
      },
    ],
    [[-180, -90, 180, 90], { type: 'Polygon', coordinates: [ring(-180, -90, 180, 90)] }],
  ])('of %j is %j', (box, expected) => expect(geometryOfBox(...box)).toEqual(expected));

  test.each<[[number, number, number, number], RegExp]>([
    [[1, 5, 2, 4], /south 5 is north of its north 4/],
    [[-181, 0, 0, 1], /longitude -181 is out of range: allowed are -180 to 180/],
    [[0, 0, 1, 90.5], /latitude 90.5/],
    [[NaN, 0, 1, 1], /longitude NaN/],
    [[0, 0, Infinity, 1], /longitude Infinity/],
  ])('of %j is refused', (box, reason) => expect(() => geometryOfBox(...box)).toThrow(reason));
});

/** From side to side, further each time. */
const scribble = (corners: number) =>
  Array.from(
    { length: corners },
    (_, i) => `${((i * 7919) % 360) - 180} ${((i * 104_729) % 180) - 90}`,
  ).join();

describe('WKT', () => {
  test.each([
    ['POINT(1 2)', { type: 'Point', coordinates: [1, 2] }],
    [' point z ( -1.5e1 .5 100 ) ', { type: 'Point', coordinates: [-15, 0.5] }],
    ['SRID=4326;POINTZ(1 2 3)', { type: 'Point', coordinates: [1, 2] }],
    [
      'MULTIPOINT((1 2),(3 4))',
      {
        type: 'MultiPoint',
        coordinates: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    [
      'MULTIPOINT(1 2, 3 4)',
      {
        type: 'MultiPoint',
        coordinates: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    [
      'LINESTRING(1 2,3 4)',
      {
        type: 'LineString',
        coordinates: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    [
      'POLYGON((0 0,2 0,2 2))',
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [2, 0],
            [2, 2],
            [0, 0],
          ],
        ],
      },
    ],
    [
      'MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))',
      {
        type: 'MultiPolygon',
        coordinates: [
          [
            [
              [0, 0],
              [1, 0],
              [1, 1],
              [0, 0],
            ],
          ],
          [
            [
              [5, 5],
              [6, 5],
              [6, 6],
              [5, 5],
            ],
          ],
        ],
      },
    ],
  ])('%s', (wkt, expected) => {
    expect(geometryFromWkt(wkt)).toEqual(expected);
    expect(geometryFromGeoJson(expected)).toEqual(expected);
  });

  test.each([
    ['', /at its end: expected POINT/],
    ['CIRCLE(1 2 3)', /'CIRCLE/],
    ['constructor(1 2)', /'constructor/],
    ['POINT(1 2', /at its end: expected '\)'/],
    ['POINT(1 2))', /expected nothing more/],
    ['POINT(1,2)', /expected a number/],
    ['POINT(1 nan)', /expected a number/],
    ['POINT(1 1e999)', /latitude Infinity/],
    ['SRID=3857;POINT(1 2)', /'SRID=3857/],
    [`MULTIPOINT(${'1 1,'.repeat(5000)}1 1)`, /more than 5000 positions/],
    [`POINT(${' '.repeat(300_000)}1 1)`, /300010 characters of WKT: allowed are 300000/],
    [`POLYGON${'('.repeat(1000)}`, /expected a number/],
    [`POLYGON((${scribble(300)}))`, /edges of the Polygon cross more than 100 times/],
    [`MULTIPOLYGON(((${scribble(13)})),((${scribble(200)})))`, /edges of the MultiPolygon cross/],
  ])('%.60s is refused', (wkt, reason) => expect(() => geometryFromWkt(wkt)).toThrow(reason));
});

test('a polygon of 5000 corners that crosses itself a few times is searched with', () => {
  const star = Array.from({ length: 4990 }, (_, i) => {
    const angle = (i / 4990) * 2 * Math.PI;
    return [10 * Math.cos(angle), 10 * Math.sin(angle)];
  });
  const bowTie = [
    [20, 0],
    [22, 2],
    [22, 0],
    [20, 2],
    [20, 0],
  ];
  const coordinates = [[...star, star[0]], bowTie];
  expect(geometryFromGeoJson({ type: 'Polygon', coordinates })).toEqual({ type: 'Polygon', coordinates });
});

const unwrapped = (positions: Position[], lon: number) =>
  positions.map(([x, y]): Position => [x - 360 * Math.round((x - lon) / 360), y]);

describe('a circle', () => {
  // Geocentric Datum of Australia Technical Manual: from Flinders Peak to Buninyong.
  test('is of the ellipsoid', () => {
    const degrees = (d: number, m: number, s: number) => d + m / 60 + s / 3600;
    const flindersPeak = [degrees(144, 25, 29.5244), -degrees(37, 57, 3.7203)] as const;
    const [lon, lat] = destination(flindersPeak, degrees(306, 52, 5.37), 54_972.271);
    expect(lon).toBeCloseTo(degrees(143, 55, 35.3839), 7);
    expect(lat).toBeCloseTo(-degrees(37, 39, 10.1561), 7);
    const [, quarter] = destination([0, 0], 0, 10_001_965.729);
    expect(quarter).toBeCloseTo(90, 6);
    expect(destination([0, 0], 90, 111_319.490793)[0]).toBeCloseTo(1, 9);
  });

  test('closes in on where it came from', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -179, max: 179, noNaN: true }),
        fc.double({ min: -80, max: 80, noNaN: true }),
        fc.double({ min: 1, max: 100_000, noNaN: true }),
        (lon, lat, radiusM) => {
          expect(ringContains(unwrapped(geodesicCircle([lon, lat], radiusM), lon), [lon, lat])).toBe(true);
        },
      ),
    );
  });

  test('over the antimeridian is in two pieces, around a pole it reaches it', () => {
    expect(geometryOfCircle(179.9, 0, 100_000).coordinates).toHaveLength(2);
    const polar = geometryOfCircle(30, 89.5, 200_000);
    const all = polar.coordinates.flat(2) as unknown as Position[];
    expect(Math.max(...all.map(([, lat]) => lat))).toBe(90);
    expect(Math.min(...all.map(([lon]) => lon))).toBe(-180);
    expect(Math.max(...all.map(([lon]) => lon))).toBe(180);
  });

  test.each([
    [200, 0, 1, /longitude 200/],
    [0, -91, 1, /latitude -91/],
    [0, 0, -1, /radius -1 m is out of range: allowed are 0 to 10000000 m/],
    [0, 0, NaN, /radius NaN/],
    [0, 0, 1e8, /radius 100000000/],
  ])('at %d %d of %d m is refused', (lon, lat, radiusM, reason) => {
    expect(() => geometryOfCircle(lon, lat, radiusM)).toThrow(reason);
  });

  test('any other is a geometry', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -180, max: 180, noNaN: true }),
        fc.double({ min: -90, max: 90, noNaN: true }),
        fc.double({ min: 0, max: 10_000_000, noNaN: true }),
        (lon, lat, radiusM) => {
          expect(['Point', 'MultiPolygon']).toContain(geometryOfCircle(lon, lat, radiusM).type);
        },
      ),
    );
  });
});
