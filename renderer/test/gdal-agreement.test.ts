import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { boxAround } from './box-around.ts';
import { describeCoverage } from './describe-coverage.ts';
import { compare, warpWithGdal } from './gdal-reference.ts';
import { makeRaster, type RasterRecipe, texture } from '@pvs/core/testing/make-raster';
import { createRasterAccess } from '../src/raster/raster-access.ts';
import { drawMap } from '../src/draw/draw-map.ts';
import type { Resampling } from '@pvs/core/config/resampling';
import type { Rendering } from '../src/draw/rendering.ts';

/** What the drawing promises: grey levels of mean absolute difference to gdalwarp inside the footprint. */
const MAX_MEAN_DIFFERENCE = 2;

const root = mkdtempSync(join(tmpdir(), 'pvs-draw-'));
afterAll(() => rmSync(root, { recursive: true }));

const accessTo = (directory: string) =>
  createRasterAccess({ store: directoryStore(directory), blockCacheBytes: 2e8, headerCacheEntries: 50 });

interface Show {
  readonly bands: readonly number[];
  readonly min?: number;
  readonly max?: number;
  readonly alphaBand?: number;
  /** Source pixels for a picture pixel. */
  readonly shrink?: number;
  /** How far the picture reaches beyond the source, in its size. */
  readonly grow?: number;
}

/** Draws a source with us and with GDAL. Nodata counts where all bands have it, as with gdalwarp -srcnodata. */
async function agreement(directory: string, key: string, crs: string, resampling: Resampling, show: Show) {
  const coverage = describeCoverage(directory, key);
  const { bands, min = 0, max = 255, alphaBand, shrink = 1, grow = 0.04 } = show;
  const rendering: Rendering = {
    coverage,
    channels: bands.map((band) => ({ band, min, max })),
    ...(alphaBand === undefined ? {} : { alphaBand }),
  };
  const [widthPx, heightPx] = [coverage.grid.widthPx, coverage.grid.heightPx].map((n) =>
    Math.min(600, Math.round((n * (1 + 2 * grow)) / shrink)),
  ) as [number, number];
  const picture = { box: boxAround(directory, key, crs, grow), widthPx, heightPx };
  const drawn = await drawMap({ ...picture, resampling, renderings: [rendering] }, accessTo(directory));
  const reference = warpWithGdal(directory, rendering, picture, resampling, [
    '-wo',
    'UNIFIED_SRC_NODATA=YES',
  ]);
  return { ...compare(drawn, reference), pixels: widthPx * heightPx };
}

const CRSS = ['EPSG:3857', 'EPSG:4326', 'EPSG:32633'];

const base: RasterRecipe = {
  widthPx: 330,
  heightPx: 270,
  bands: 3,
  type: 'Byte',
  epsg: 32633,
  transform: [700000, 10, 0, 5300000, 0, -10],
  value: texture(1, 255),
  driver: 'COG',
  options: ['COMPRESS=DEFLATE', 'BLOCKSIZE=128'],
};
const rgb = { bands: [0, 1, 2] };
const hole = (x: number, y: number) => (x - 150) ** 2 + (y - 130) ** 2 > 60 ** 2 && x > y / 4;

const made: readonly (readonly [string, Partial<RasterRecipe>, Show])[] = [
  ['DEFLATE COG', {}, rgb],
  ['JPEG COG', { options: ['COMPRESS=JPEG', 'BLOCKSIZE=128'] }, rgb],
  ['WebP COG', { options: ['COMPRESS=WEBP', 'BLOCKSIZE=128'] }, rgb],
  [
    'ZSTD COG of floats with nodata',
    {
      bands: 1,
      type: 'Float32',
      nodata: -9999,
      value: (x, y) => (hole(x, y) ? texture(-50, 900)(x, y, 0) : -9999),
      options: ['COMPRESS=ZSTD', 'PREDICTOR=YES', 'BLOCKSIZE=128'],
    },
    { bands: [0], min: -50, max: 900 },
  ],
  [
    'LZW COG of uint16 with nodata, three of four bands in another order',
    {
      bands: 4,
      type: 'UInt16',
      nodata: 0,
      value: (x, y, b) => (hole(x, y) ? texture(300, 9000)(x, y, b) : 0),
      options: ['COMPRESS=LZW', 'BLOCKSIZE=128'],
    },
    { bands: [3, 0, 2], min: 300, max: 9000 },
  ],
  [
    'int16, planar strips',
    {
      type: 'Int16',
      value: texture(-500, 500),
      driver: 'GTiff',
      options: ['INTERLEAVE=BAND', 'COMPRESS=DEFLATE'],
    },
    { bands: [2, 1, 0], min: -500, max: 500 },
  ],
  ['strips, not compressed', { driver: 'GTiff', options: [] }, rgb],
  ['bytes with nodata', { nodata: 0, value: (x, y, b) => (hole(x, y) ? texture(1, 255)(x, y, b) : 0) }, rgb],
  ['bytes with an internal mask', { mask: hole }, rgb],
  [
    'bytes with opacity',
    {
      bands: 4,
      alpha: true,
      value: (x, y, b) => (b === 3 ? (hole(x, y) ? 255 : 0) : texture(1, 255)(x, y, b)),
    },
    { ...rgb, alphaBand: 3 },
  ],
  [
    'bytes with graded opacity',
    {
      bands: 4,
      alpha: true,
      value: (x, y, b) => (b === 3 ? (x + y) % 256 : texture(1, 255)(x, y, b)),
    },
    { ...rgb, alphaBand: 3 },
  ],
  ['one band of bytes', { bands: 1 }, { bands: [0] }],
  ['a rotated grid', { transform: [700000, 9, 4, 5300000, 4, -9], driver: 'GTiff', options: [] }, rgb],
  [
    'a grid from south to north',
    { transform: [700000, 10, 0, 5200000, 0, 10], driver: 'GTiff', options: [] },
    rgb,
  ],
  [
    'a narrow stretch',
    { bands: 1, type: 'UInt16', value: texture(900, 1400) },
    { bands: [0], min: 1000, max: 1200 },
  ],
];

describe('small rasters agree with gdalwarp', () => {
  beforeAll(() => {
    for (const [name, change] of made) makeRaster(root, `${name}.tif`, { ...base, ...change });
  });

  const table = made.flatMap(([name, , show]) => CRSS.map((crs) => ({ name, crs, show })));

  it.each(table)('$name in $crs', async ({ name, crs, show }) => {
    for (const resampling of ['bilinear', 'nearest'] as const) {
      const { meanDifference, strayPx, insidePx, pixels } = await agreement(
        root,
        `${name}.tif`,
        crs,
        resampling,
        show,
      );
      expect(meanDifference).toBeLessThanOrEqual(MAX_MEAN_DIFFERENCE);
      expect(strayPx).toBe(0);
      expect(insidePx).toBeGreaterThan(pixels * 0.3);
    }
  });

  // Averages of gdalwarp 3.6 reach a row beyond the source, are opaque wherever there is any opacity, and are between
  // two corners of a pixel where the grid is rotated; its cubic counts translucent pixels as if they were opaque.
  const graded = 'bytes with graded opacity';
  it.each(table.filter(({ name }) => name !== graded))('$name, cubic and average, in $crs', async (one) => {
    const { name, crs, show } = one;
    for (const resampling of ['cubic', 'average'] as const) {
      if (resampling === 'average' && (name === 'a rotated grid' || show.alphaBand !== undefined)) continue;
      const inside = { ...show, grow: -0.2 };
      const { meanDifference, strayPx, insidePx } = await agreement(
        ...([root, `${name}.tif`, crs, resampling, inside] as const),
      );
      expect(meanDifference).toBeLessThanOrEqual(MAX_MEAN_DIFFERENCE);
      expect(strayPx).toBe(0);
      expect(insidePx).toBeGreaterThan(0);
    }
  });

  // The picture lies inside the source: where it does not, gdalwarp 3.6 takes its kernel's width from a ratio that
  // counts the outside.
  const reductions = (['bilinear', 'cubic', 'average'] as const).flatMap((resampling) =>
    [0.4, 1.3, 1.7, 3.3, 6.1].map((shrink) => ({ resampling, shrink })),
  );
  it.each(reductions)('$resampling at $shrink source pixels for a picture pixel', async (one) => {
    const { resampling, shrink } = one;
    for (const key of ['DEFLATE COG.tif', 'strips, not compressed.tif', 'bytes with nodata.tif']) {
      for (const crs of CRSS) {
        const show = { ...rgb, shrink, grow: -0.1 };
        const { meanDifference, strayPx } = await agreement(root, key, crs, resampling, show);
        expect(meanDifference).toBeLessThanOrEqual(MAX_MEAN_DIFFERENCE);
        expect(strayPx).toBe(0);
      }
    }
  });
});

const shared = resolve(import.meta.dirname, '../../../shared/data/rasters');
const hasShared = existsSync(shared);
if (!hasShared) process.stderr.write(`SKIPPED: real rasters are not at ${shared}\n`);

const real: readonly (readonly [key: string, utm: string, show: Show])[] = [
  ['rio-tiler/cog_rgb.tif', 'EPSG:32613', rgb],
  ['rio-tiler/cog_rgb_mask.tif', 'EPSG:32613', rgb],
  ['rio-tiler/cog_rgba.tif', 'EPSG:32613', { ...rgb, alphaBand: 3 }],
  ['rio-tiler/cog_uint8_rgb_nodata.tif', 'EPSG:32731', rgb],
  ['rio-tiler/cog.tif', 'EPSG:32621', { bands: [0], min: 0, max: 10000, shrink: 2.7 }],
  ['timeseries-naip/m_4709963_se_14_1_20090818.tif', 'EPSG:32614', { bands: [3, 0, 1] }],
  [
    'landsat8-tokyo-20150502/LC81070352015122LGN00_B432.tif',
    'EPSG:32654',
    { bands: [0, 1, 2], min: 6000, max: 16000, shrink: 1.6 },
  ],
  ['masks/CLM_clipped.tif', 'EPSG:32633', { bands: [0] }],
  ['masks/scl_small.tif', 'EPSG:32630', { bands: [0] }],
  ['vhr/201404_13SED190110_201404_0x1500m_CL_1_mask.tif', 'EPSG:32613', rgb],
  ['vhr/OSBS_029.tif', 'EPSG:32617', rgb],
];

describe.skipIf(!hasShared)('real rasters agree with gdalwarp', () => {
  const table = real.flatMap(([key, utm, show]) =>
    ['EPSG:3857', 'EPSG:4326', utm].map((crs) => ({ key, crs, show })),
  );

  it.each(table)('$key in $crs', async ({ key, crs, show }) => {
    for (const resampling of ['bilinear', 'nearest'] as const) {
      const { meanDifference, strayPx, insidePx } = await agreement(shared, key, crs, resampling, show);
      expect(meanDifference).toBeLessThanOrEqual(MAX_MEAN_DIFFERENCE);
      expect(strayPx).toBe(0);
      expect(insidePx).toBeGreaterThan(0);
    }
  });

  const few = table.filter(({ key }) => key.endsWith('cog_rgb.tif'));
  it.each(few)('$key, cubic and average, in $crs', async ({ key, crs, show }) => {
    for (const resampling of ['cubic', 'average'] as const) {
      for (const shrink of [1, 2.7]) {
        const inside = { ...show, shrink, grow: -0.3 };
        const { meanDifference, strayPx } = await agreement(shared, key, crs, resampling, inside);
        expect(meanDifference).toBeLessThanOrEqual(MAX_MEAN_DIFFERENCE);
        expect(strayPx).toBe(0);
      }
    }
  });

  it.each(['EPSG:3857', 'EPSG:4326'].flatMap((crs) => [2.2, 4, 8].map((shrink) => ({ crs, shrink }))))(
    'OAM Manila, JPEG strips in World Mercator, in $crs at 1:$shrink, and nothing outside of it',
    async ({ crs, shrink }) => {
      const key = 'vhr/5b90f92da0d7280005fab355_4310.tif';
      const { meanDifference, strayPx } = await agreement(shared, key, crs, 'bilinear', { ...rgb, shrink });
      expect(meanDifference).toBeLessThanOrEqual(MAX_MEAN_DIFFERENCE);
      expect(strayPx).toBe(0);
    },
  );
});
