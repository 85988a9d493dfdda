import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CogConfig, cogSchema } from '@pvs/core/config/cog';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cogProblems } from '../cog/cog-problems.ts';
import { readTiffDirectories } from '../cog/tiff-directories.ts';
import { gradient, makeRaster, type TestRaster } from '../testing/make-package.ts';
import { convertRaster } from './convert-raster.ts';

let scratch: string;
let count = 0;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'pvs-layouts-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

type Given = Partial<CogConfig>;

async function convert(path: string, given: Given) {
  const output = join(scratch, `out-${count++}.tif`);
  const cog = cogSchema.parse(given);
  const rasters = [{ path, driver: 'GTiff' as const }];
  const written = await convertRaster(
    { kind: 'convert', rasters, georeference: { by: 'transform' }, cog, output, scratch },
    () => undefined,
  );
  await using file = await open(output);
  expect(cogProblems(await readTiffDirectories(file), cog.blockSizePx)).toEqual([]);
  return { cog: written, dataset: gdal.open(output) };
}

const RGB = ['Red', 'Green', 'Blue'];
const raster = (given: TestRaster) =>
  makeRaster(join(scratch, `in-${count++}.tif`), { widthPx: 700, heightPx: 300, ...given });
const pixelsOf = (dataset: gdal.Dataset, band = 1) => {
  const { x, y } = dataset.rasterSize;
  return dataset.bands.get(band).pixels.read(0, 0, x, y) as Float64Array;
};
const maskOf = (dataset: gdal.Dataset) => {
  const { x, y } = dataset.rasterSize;
  return dataset.bands.get(1).getMaskBand()?.pixels.read(0, 0, x, y) as Uint8Array;
};
function largestError(a: gdal.Dataset, b: gdal.Dataset): number {
  const [one, other] = [pixelsOf(a), pixelsOf(b)];
  return one.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (other[i] ?? NaN))), 0);
}

describe('a compression', () => {
  it.each<[string, Given, TestRaster]>([
    ['DEFLATE', { level: 9, predictor: false }, { bands: 3, colors: RGB }],
    ['DEFLATE', { blockSizePx: 256 }, { dataType: 'Float32' }],
    ['ZSTD', { compression: 'ZSTD', level: 3 }, { dataType: 'UInt16' }],
    ['LZW', { compression: 'LZW', blockSizePx: 128 }, { dataType: 'Int16', nodata: -9999 }],
    ['LERC', { compression: 'LERC' }, { dataType: 'Float32', nodata: 0 }],
    ['WEBP', { compression: 'WEBP', lossless: true }, { bands: 3, colors: RGB }],
    ['none', { compression: 'NONE' }, { dataType: 'Int32' }],
  ])('without loss keeps every pixel: %s %j', async (name, given, kind) => {
    const path = await raster(kind);
    const source = gdal.open(path);
    const { dataset } = await convert(path, given);
    expect(dataset.getMetadata('IMAGE_STRUCTURE')['COMPRESSION']).toBe(name === 'none' ? undefined : name);
    expect(largestError(source, dataset)).toBe(0);
    expect(dataset.bands.get(1).noDataValue).toEqual(source.bands.get(1).noDataValue);
  });

  it('ZSTD has its level in overviews, too', async () => {
    const path = await raster({ widthPx: 1100, heightPx: 1100, dataType: 'UInt16' });
    const sizes: number[] = [];
    for (const level of [1, 19]) {
      await convert(path, { compression: 'ZSTD', level });
      await using file = await open(join(scratch, `out-${count - 1}.tif`));
      const [full, overview] = await readTiffDirectories(file);
      sizes.push((full?.firstTileOffset ?? 0) - (overview?.firstTileOffset ?? 0));
    }
    expect(sizes[1]).toBeLessThan(sizes[0] ?? 0);
  });

  it('LERC stays within its largest error', async () => {
    const path = await raster({ dataType: 'Float32' });
    const { dataset } = await convert(path, { compression: 'LERC', maxError: 2 });
    const error = largestError(gdal.open(path), dataset);
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThanOrEqual(2);
  });

  it.each<Given>([
    { compression: 'JPEG' },
    { compression: 'WEBP', quality: 90 },
    { compression: 'LERC', maxError: 2 },
  ])('with loss turns nodata into a mask: %j', async (given) => {
    const path = await raster({ bands: 3, colors: RGB, nodata: 0 });
    const { cog, dataset } = await convert(path, given);
    expect(cog.hasMask).toBe(true);
    expect(cog.bands.map(({ nodata }) => nodata)).toEqual([undefined, undefined, undefined]);
    expect(cog.bands.map(({ color }) => color)).toEqual(['red', 'green', 'blue']);
    const source = gdal.open(path);
    const bands = [1, 2, 3].map((band) => pixelsOf(source, band));
    const expected = bands[0]?.map((_, at) => (bands.every((band) => band[at] === 0) ? 0 : 255));
    expect(Buffer.from(expected ?? []).equals(maskOf(dataset))).toBe(true);
  });

  it.each<Given>([{ compression: 'JPEG' }, { compression: 'WEBP' }])(
    'with loss turns alpha into a mask: %j',
    async (given) => {
      const path = await raster({ bands: 4, colors: [...RGB, 'Alpha'] });
      const { cog, dataset } = await convert(path, given);
      expect(cog.bands.map(({ color }) => color)).toEqual(['red', 'green', 'blue']);
      const alpha = pixelsOf(gdal.open(path), 4);
      expect(Buffer.from(alpha.map((value) => (value === 0 ? 0 : 255))).equals(maskOf(dataset))).toBe(true);
    },
  );

  it('that cannot hold a raster fails it, naming what it can', async () => {
    const path = await raster({ dataType: 'UInt16' });
    await expect(convert(path, { compression: 'JPEG' })).rejects.toMatchObject({ code: 'CogOptionsUnfit' });
  });
});

describe('statistics', () => {
  it('are exact and in the file where they are asked for', async () => {
    const path = await raster({ widthPx: 3000, heightPx: 30 });
    const values = Array.from({ length: 90_000 }, (_, at) => gradient(at % 3000, Math.floor(at / 3000), 1));
    const { cog, dataset } = await convert(path, { statistics: true });
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Number(dataset.bands.get(1).getMetadata()['STATISTICS_MEAN'])).toBeCloseTo(mean, 6);
    expect(cog.bands[0]?.statistics).toMatchObject({ min: 0, max: 250, mean: expect.closeTo(mean, 6) });
  });
});

describe('aligned to a tile matrix set', () => {
  it.each([256, 512] as const)('has the grid that GDAL gives it, with blocks of %d', async (blockSizePx) => {
    const path = await raster({ widthPx: 1500, heightPx: 1200 });
    const { cog, dataset } = await convert(path, { alignedTo: 'WebMercatorQuad', blockSizePx });
    const theirs = gdal.translate(join(scratch, `theirs-${blockSizePx}.tif`), gdal.open(path), [
      ...['-of', 'COG', '-co', 'TILING_SCHEME=GoogleMapsCompatible', '-co', `BLOCKSIZE=${blockSizePx}`],
    ]);
    expect(dataset.rasterSize).toEqual(theirs.rasterSize);
    dataset.geoTransform?.forEach((value, i) =>
      expect(value).toBeCloseTo(theirs.geoTransform?.[i] ?? NaN, 6),
    );
    expect(dataset.getMetadata('TILING_SCHEME')).toEqual(theirs.getMetadata('TILING_SCHEME'));
    expect(cog.hasMask).toBe(true);
  });

  it('knows sets that GDAL does not, and keeps nodata', async () => {
    const path = await raster({ nodata: 0 });
    const { cog } = await convert(path, { alignedTo: 'WorldCRS84Quad', blockSizePx: 256 });
    const [west, dx, , north] = cog.transform;
    expect(cog.crs.code).toBe('EPSG:4326');
    expect(((west + 180) / (dx * 256)) % 1).toBeCloseTo(0, 6);
    expect(((90 - north) / (dx * 256)) % 1).toBeCloseTo(0, 6);
    expect([cog.hasMask, cog.bands[0]?.nodata]).toEqual([false, 0]);
  });
});
