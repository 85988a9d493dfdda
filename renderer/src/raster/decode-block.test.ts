import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { makeRaster, type RasterRecipe, texture } from '@pvs/core/testing/make-raster';
import { createBlockReader } from './block-reader.ts';
import { blockIndexOf, samplesInBlock } from './cog.ts';
import { decoders } from './decoders.ts';
import { openCog } from './open-cog.ts';

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
    expect(await worstDifference(key)).toBeLessThanOrEqual(tolerance);
  });
});

describe('failures', () => {
  beforeAll(() =>
    makeRaster(root, 'lerc.tif', {
      ...base,
      bands: 1,
      type: 'Float32',
      options: ['COMPRESS=LZMA', ...tiled],
    }),
  );

  it('names the compressions that are known where one is not', async () => {
    await expect(worstDifference('lerc.tif')).rejects.toMatchObject({
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

async function worstDifference(key: string): Promise<number> {
  const store = directoryStore(root);
  const cog = await openCog(store, key);
  const readBlocks = createBlockReader(store, 1e7);
  const { image } = cog.levels[0];
  const dataset = gdal.open(join(root, key));
  let worst = 0;
  for (let sample = 0; sample < image.samplesPerPixel; sample++) {
    const expected = dataset.bands.get(sample + 1).pixels.read(0, 0, image.widthPx, image.heightPx);
    for (let row = 0; row < image.rows; row++) {
      for (let column = 0; column < image.columns; column++) {
        const index = blockIndexOf(image, column, row, sample);
        const [block] = await readBlocks(cog, [{ image, index }]);
        const stride = samplesInBlock(image);
        const offset = image.planar ? 0 : sample;
        const [left, top] = [column * image.blockWidthPx, row * image.blockHeightPx];
        for (let y = top; y < Math.min(image.heightPx, top + image.blockHeightPx); y++) {
          for (let x = left; x < Math.min(image.widthPx, left + image.blockWidthPx); x++) {
            const ours = block![((y - top) * image.blockWidthPx + x - left) * stride + offset]!;
            worst = Math.max(worst, Math.abs(ours - expected[y * image.widthPx + x]!));
          }
        }
      }
    }
  }
  dataset.close();
  return worst;
}
