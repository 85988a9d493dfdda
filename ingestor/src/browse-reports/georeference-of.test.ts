import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Browse, BrowsePlace } from './browse-report.ts';
import { georeferenceOf } from './georeference-of.ts';
import { unwrapLongitudes } from './unwrap-longitudes.ts';

const words = (text: string) => text.split(' ');
const browse = (place: BrowsePlace, referenceSystem = 'EPSG:4326'): Browse => ({
  fileName: 'a.png',
  imageType: 'PNG',
  referenceSystem,
  place,
  startTime: new Date(0),
  endTime: new Date(0),
});
const rectified = (text: string): BrowsePlace => ({ mode: 'rectifiedBrowse', coordList: words(text) });
const footprint = (colRowList: string, coordList: string): BrowsePlace => ({
  mode: 'footprint',
  colRowList: words(colRowList),
  coordList: words(coordList),
});
const grid = (rowNodeNumber: number, colNodeNumber: number, ...lists: string[]): BrowsePlace => ({
  mode: 'regularGrid',
  rowNodeNumber,
  colNodeNumber,
  colStep: 2,
  rowStep: 2.5,
  coordLists: lists.map(words),
});

describe('rectifiedBrowse', () => {
  it.each([
    ['lower left and upper right', 'EPSG:4326', '46 15 48 16', 'EPSG:4326', [15, 46, 16, 48]],
    ['upper left and lower right', 'EPSG:4326', '48 15 46 16', 'EPSG:4326', [15, 46, 16, 48]],
    ['both sides of the antimeridian', 'EPSG:4326', '-10 170 10 -170', 'EPSG:4326', [170, -10, 190, 10]],
    ['metres, east first', 'EPSG:3857', '10 20 30 40', 'EPSG:3857', [10, 20, 30, 40]],
    ['Web Mercator by its old name', 'EPSG:900913', '10 20 30 40', 'EPSG:3857', [10, 20, 30, 40]],
    [
      'a UTM zone',
      'EPSG:32633',
      '5e5 5200000 564000 5248000',
      'EPSG:32633',
      [500000, 5200000, 564000, 5248000],
    ],
  ])('gives a box from %s', (_, given, coordList, crs, box) => {
    expect(georeferenceOf(browse(rectified(coordList), given))).toEqual({ by: 'box', crs, box });
  });
});

it('footprint gives tie points without the one that closes it, whole across the antimeridian', () => {
  const place = footprint('0 0 ncol 0 ncol nrow 0 nrow 0 0', '10 179 10 -179 8 -179 8 179 10 -181');
  expect(georeferenceOf(browse(place))).toEqual({
    by: 'gcps',
    crs: 'EPSG:4326',
    points: [
      [0, 0, 179, 10],
      ['ncol', 0, 181, 10],
      ['ncol', 'nrow', 181, 8],
      [0, 'nrow', 179, 8],
    ],
  });
});

it('regularGrid gives rows of points, columns by colStep and rows by rowStep', () => {
  const place = grid(2, 3, '48 179 48 180 48 -179', '46 -181 46 -180 46 181');
  expect(georeferenceOf(browse(place))).toEqual({
    by: 'grid',
    crs: 'EPSG:4326',
    stepPx: 2,
    stepLines: 2.5,
    rows: [
      [
        [179, 48],
        [180, 48],
        [181, 48],
      ],
      [
        [179, 46],
        [180, 46],
        [181, 46],
      ],
    ],
  });
});

it('modelInGeotiff leaves it to the image, whatever its reference system', () => {
  for (const system of ['RAW', 'EPSG:3857', 'EPSG:99999'])
    expect(georeferenceOf(browse({ mode: 'modelInGeotiff' }, system))).toBeUndefined();
});

it.each([
  [{ mode: 'verticalCurtainFootprint' } as const, 'EPSG:4326', /verticalCurtainFootprint cannot be shown/],
  [rectified('1 2 3 4'), 'RAW', /RAW is not valid for a rectifiedBrowse/],
  [rectified('1 2 3 4'), 'EPSG:99999', /'EPSG:99999' is not valid: expected EPSG:4326/],
  [rectified('1 2 3 4'), 'EPSG:3035', /'EPSG:3035' is not valid/],
  [rectified('1 2 3 4'), 'WGS84', /'WGS84' is not valid/],
  [rectified('1 2 3'), 'EPSG:4326', /3 numbers: expected 4/],
  [rectified('1 2 3 x'), 'EPSG:4326', /'x' in a list of coordinates/],
  [rectified('1 2 1 4'), 'EPSG:4326', /no area/],
  [footprint('0 0 7 0 7 6 0 0', '1 1 1 2 2 2'), 'EPSG:4326', /8 columns and rows and 6 coordinates/],
  [footprint('0 0 7 0 7 6 0 0', '1 1 1 2 2 2 1 1.1'), 'EPSG:4326', /not equal to the first/],
  [footprint('0 0 7 0 0 0', '1 1 1 2 1 1'), 'EPSG:4326', /3 nodes: expected at least 4/],
  [footprint('0 0 7 q 7 6 0 0', '1 1 1 2 2 2 1 1'), 'EPSG:4326', /'q'/],
  [grid(3, 2, '1 1 1 2', '2 1 2 2'), 'EPSG:4326', /2 coordinate lists, expected 3/],
  [grid(2, 2, '1 1 1 2', '2 1'), 'EPSG:4326', /list 2 has 1 pairs, expected 2/],
  [grid(2, 2, '1 1 1 2', '2 1 2'), 'EPSG:4326', /3 values: expected pairs/],
])('%j in %s is an IngestionException', (place, system, message) => {
  expect(() => georeferenceOf(browse(place, system))).toThrow(
    expect.objectContaining({
      code: 'IngestionException',
      message: expect.stringMatching(message) as string,
    }),
  );
});

it('unwrapped longitudes are the same places, next to each other', () => {
  const path = fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(path, fc.double({ min: -180, max: 180, noNaN: true }), (steps, start) => {
      let at = start;
      const wrapped = steps.map((step) => {
        at += step;
        return [((((at + 180) % 360) + 360) % 360) - 180, 0] as const;
      });
      const xs = unwrapLongitudes(wrapped).map(([x]) => x);
      for (const [i, x] of xs.entries()) {
        expect(Math.abs(Math.sin(((x - wrapped[i]![0]) * Math.PI) / 360))).toBeLessThan(1e-9);
        expect(Math.abs(x - (xs[i - 1] ?? x))).toBeLessThanOrEqual(180);
      }
    }),
  );
});
