import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { makeRaster, type RasterRecipe, texture } from '@pvs/core/testing/make-raster';
import { worstDifference } from '../testing/worst-difference.ts';
import { decoders } from './decoders.ts';

const root = mkdtempSync(join(tmpdir(), 'pvs-blocks-'));
afterAll(() => rmSync(root, { recursive: true }));

const base: RasterRecipe = {
  widthPx: 150,
  heightPx: 110,
  bands: 3,
  type: 'Byte',
  epsg: 32633,
  transform: [500000, 10, 0, 5300000, 0, -10],
  value: texture(0, 255),
  driver: 'GTiff',
  options: [],
};
const tiled = ['TILED=YES', 'BLOCKXSIZE=64', 'BLOCKYSIZE=48'];

const exact: readonly (readonly [string, Partial<RasterRecipe>])[] = [
  ['uncompressed strips', { options: [] }],
  ['uncompressed tiles', { options: tiled }],
  ['DEFLATE strips with predictor 2', { options: ['COMPRESS=DEFLATE', 'PREDICTOR=2'] }],
  ['DEFLATE tiles, planar', { options: [...tiled, 'COMPRESS=DEFLATE', 'INTERLEAVE=BAND'] }],
  ['LZW tiles with predictor 2', { options: [...tiled, 'COMPRESS=LZW', 'PREDICTOR=2'] }],
  ['LZW strips', { options: ['COMPRESS=LZW'], value: (x, y, b) => (x * y * (b + 1)) % 251 }],
  ['PackBits', { options: [...tiled, 'COMPRESS=PACKBITS'], value: (x) => (x % 20 < 10 ? 7 : x % 251) }],
  ['ZSTD tiles with predictor 2', { options: [...tiled, 'COMPRESS=ZSTD', 'PREDICTOR=2'] }],
  [
    'lossless WebP of four bands, all opaque',
    {
      bands: 4,
      alpha: true,
      options: [...tiled, 'COMPRESS=WEBP', 'WEBP_LOSSLESS=YES'],
      value: (x, y, b) => (b === 3 ? 255 : texture(0, 255)(x, y, b)),
    },
  ],
  ['uint16, big-endian', { type: 'UInt16', value: texture(0, 60000), options: ['ENDIANNESS=BIG'] }],
  [
    'uint16, big-endian, predictor 2',
    {
      type: 'UInt16',
      value: texture(0, 60000),
      options: [...tiled, 'ENDIANNESS=BIG', 'COMPRESS=DEFLATE', 'PREDICTOR=2'],
    },
  ],
  [
    'int16 with predictor 2',
    { type: 'Int16', value: texture(-3000, 3000), options: ['COMPRESS=DEFLATE', 'PREDICTOR=2'] },
  ],
  ['uint32', { type: 'UInt32', value: texture(0, 4e9), options: ['COMPRESS=LZW', 'PREDICTOR=2'] }],
  ['int32, BigTIFF', { type: 'Int32', value: texture(-2e9, 2e9), options: ['BIGTIFF=YES', ...tiled] }],
  [
    'float32 with predictor 3',
    { type: 'Float32', value: texture(-1, 1), options: ['COMPRESS=ZSTD', 'PREDICTOR=3', ...tiled] },
  ],
  [
    'float32 with predictor 2',
    { type: 'Float32', value: texture(-1, 1), options: ['COMPRESS=DEFLATE', 'PREDICTOR=2', ...tiled] },
  ],
  [
    'float64 with predictor 3, planar',
    {
      type: 'Float64',
      value: texture(-1, 1),
      options: ['COMPRESS=DEFLATE', 'PREDICTOR=3', 'INTERLEAVE=BAND'],
    },
  ],
  ['LERC of bytes', { options: [...tiled, 'COMPRESS=LERC'] }],
  [
    'LERC of bytes with opacity',
    {
      bands: 4,
      alpha: true,
      value: (x, y, b) => (b === 3 ? (x % 9 > 2 ? 255 : 0) : texture(0, 255)(x, y, b)),
      options: [...tiled, 'COMPRESS=LERC'],
    },
  ],
  [
    'LERC in DEFLATE, planar uint16, big-endian',
    {
      type: 'UInt16',
      value: texture(0, 60000),
      options: ['ENDIANNESS=BIG', 'COMPRESS=LERC_DEFLATE', 'INTERLEAVE=BAND'],
    },
  ],
  [
    'LERC in ZSTD of floats, some not a number',
    {
      bands: 1,
      type: 'Float32',
      value: (x, y, b) => (x % 7 === 3 ? Number.NaN : texture(-1, 1)(x, y, b)),
      options: [...tiled, 'COMPRESS=LERC_ZSTD'],
    },
  ],
  ['one bit a pixel', { bands: 1, value: (x, y) => ((x ^ y) >> 3) & 1, options: ['NBITS=1', ...tiled] }],
  ['four bits a pixel', { bands: 1, value: (x, y) => (x + y) & 15, options: ['NBITS=4'] }],
];

/** libjpeg and libwebp differ by a level between versions. */
const lossy: typeof exact = [
  ['JPEG as YCbCr with shared tables', { options: [...tiled, 'COMPRESS=JPEG', 'PHOTOMETRIC=YCBCR'] }],
  ['JPEG as RGB', { options: [...tiled, 'COMPRESS=JPEG'] }],
  ['JPEG strips', { options: ['COMPRESS=JPEG', 'PHOTOMETRIC=YCBCR'] }],
  ['JPEG, grey', { bands: 1, options: [...tiled, 'COMPRESS=JPEG'] }],
  ['JPEG, planar', { options: [...tiled, 'COMPRESS=JPEG', 'INTERLEAVE=BAND'] }],
  ['JPEG of four bands', { bands: 4, alpha: true, options: [...tiled, 'COMPRESS=JPEG'] }],
  ['WebP', { options: [...tiled, 'COMPRESS=WEBP'] }],
];

describe('decoded blocks are what GDAL reads', () => {
  it.each([
    ...exact.map(([name, change]) => ({ name, change, tolerance: 0 })),
    ...lossy.map(([name, change]) => ({ name, change, tolerance: 1 })),
  ])('$name', async ({ name, change, tolerance }) => {
    const key = `${name.replaceAll(/\W+/g, '-')}.tif`;
    makeRaster(root, key, { ...base, ...change });
    expect(await worstLevels(key)).toBeLessThanOrEqual(tolerance);
  });
});

describe('failures', () => {
  beforeAll(() =>
    makeRaster(root, 'lzma.tif', {
      ...base,
      bands: 1,
      type: 'Float32',
      options: ['COMPRESS=LZMA', ...tiled],
    }),
  );

  it('names the compressions that are known where one is not', async () => {
    await expect(worstLevels('lzma.tif')).rejects.toMatchObject({
      kind: 'SourceUnavailable',
      code: 'RasterUnsupported',
      message: expect.stringContaining('DEFLATE, ZSTD, LZW'),
    });
  });
});

it('lists each compression once', () => {
  const all = decoders.flatMap((d) => d.compressions);
  expect(new Set(all).size).toBe(all.length);
  expect(new Set(decoders.map((d) => d.name)).size).toBe(decoders.length);
});

async function worstLevels(key: string): Promise<number> {
  const dataset = gdal.open(join(root, key));
  const { levels, differs } = await worstDifference(directoryStore(root), key, dataset);
  dataset.close();
  expect(differs).toBe(false);
  return levels;
}
