import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TERRAIN_KINDS } from '@pvs/core/config/browse-type';
import { makeRaster, texture } from '@pvs/core/testing/make-raster';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hillshade } from './hillshade.ts';
import { contours, terrain } from './terrain.ts';

const SIZE = 60;
const PIXEL_M = 10;
const root = mkdtempSync(join(tmpdir(), 'pvs-terrain-'));
const gdaldem = spawnSync('gdaldem', ['--version']).error === undefined;
if (!gdaldem) process.stderr.write('SKIPPED: there is no gdaldem on this machine to compare terrain with\n');

const hills = texture(200, 1500);
/** Whole numbers, and level ground in a corner. */
const heightAt = (x: number, y: number) => (x < 6 && y < 6 ? 400 : Math.round(hills(x / 3, y / 3, 0)));
const heights = Float32Array.from({ length: SIZE * SIZE }, (_, i) =>
  heightAt(i % SIZE, Math.floor(i / SIZE)),
);

beforeAll(() =>
  makeRaster(root, 'dem.tif', {
    ...{
      widthPx: SIZE,
      heightPx: SIZE,
      bands: 1,
      type: 'Float32',
      epsg: 32633,
      driver: 'GTiff',
      options: [],
    },
    transform: [500_000, PIXEL_M, 0, 5_000_000, 0, -PIXEL_M],
    value: heightAt,
  }),
);
afterAll(() => rmSync(root, { recursive: true }));

/** What gdaldem makes of it, without its edges; NaN where it has no value. */
function byGdal(...words: string[]): Float64Array {
  const out = join(root, `${words.join('')}.tif`);
  const [mode, ...options] = words;
  execFileSync('gdaldem', [mode!, join(root, 'dem.tif'), out, '-q', ...options]);
  const dataset = gdal.open(out);
  const band = dataset.bands.get(1);
  const inner = SIZE - 2;
  const values = Float64Array.from(band.pixels.read(1, 1, inner, inner) as ArrayLike<number>);
  const nodata = band.noDataValue;
  dataset.close();
  return values.map((value) => (value === nodata ? NaN : value));
}

/** The greatest difference; whatever is no number in one of them only is infinitely far. */
function worst(ours: Float32Array, theirs: Float64Array): number {
  expect(ours).toHaveLength(theirs.length);
  return Math.max(
    ...ours.map((value, i) => {
      const other = theirs[i]!;
      if (Number.isNaN(value) || Number.isNaN(other))
        return Number.isNaN(value) && Number.isNaN(other) ? 0 : Infinity;
      return Math.abs(value - other);
    }),
  );
}

describe.runIf(gdaldem)('as gdaldem has it', () => {
  const modes = {
    slopeshade: ['slope'],
    aspect: ['aspect'],
    tri: ['TRI', '-alg', 'Riley'],
    tpi: ['TPI'],
    roughness: ['roughness'],
  } as const;

  test.each(TERRAIN_KINDS)('%s', (kind) => {
    const ours = terrain(heights, SIZE, [PIXEL_M, PIXEL_M], { kind, exaggeration: 1 });
    expect(worst(ours, byGdal(...modes[kind]))).toBeLessThan(0.01);
  });

  test('slopes of exaggerated heights', () => {
    const ours = terrain(heights, SIZE, [PIXEL_M, PIXEL_M], { kind: 'slopeshade', exaggeration: 0.25 });
    expect(worst(ours, byGdal('slope', '-s', '4'))).toBeLessThan(0.01);
  });

  test('hillshade', () => {
    const ours = hillshade(heights, SIZE, [PIXEL_M, PIXEL_M], {
      azimuth: 250,
      altitude: 30,
      exaggeration: 2,
    });
    // Whole numbers from 1 to 255 there.
    expect(worst(ours, byGdal('hillshade', '-az', '250', '-alt', '30', '-z', '2'))).toBeLessThanOrEqual(1.5);
  });
});

test('level ground faces nowhere, and a slope to the east faces east', () => {
  const faces = (heightOf: (x: number, y: number) => number) =>
    terrain(
      Float32Array.from({ length: 9 }, (_, i) => heightOf(i % 3, Math.floor(i / 3))),
      3,
      [1, 1],
      {
        kind: 'aspect',
        exaggeration: 1,
      },
    )[0];
  expect(faces(() => 5)).toBeNaN();
  expect([faces((x) => -x), faces((_, y) => -y), faces((x) => x), faces((_, y) => y)]).toEqual([
    90, 180, 270, 0,
  ]);
});

test('what has no height has no terrain, and a neighbour without one is level', () => {
  const some = Float32Array.of(1, 1, 1, 1, 1, NaN, 1, 1, 1);
  const measure = (values: Float32Array) =>
    terrain(values, 3, [1, 1], { kind: 'roughness', exaggeration: 1 })[0];
  expect(measure(some)).toBe(0);
  expect(measure(some.with(4, NaN))).toBeNaN();
});

test('contours are one pixel wide, on the upper side, and have the height of their line', () => {
  // 3 for each pixel to the east: 0, 3, …, 57.
  const slope = Float32Array.from({ length: 20 * 3 }, (_, i) => 3 * (i % 20));
  const lines = contours(slope, 20, { interval: 10, base: 5 });
  const shown = [...lines].flatMap((value, i) => (Number.isNaN(value) ? [] : [[i + 1, value]]));
  expect(shown).toEqual([
    [2, 5],
    [5, 15],
    [9, 25],
    [12, 35],
    [15, 45],
  ]);
});
