import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CogConfig, cogSchema } from '@pvs/core/config/cog';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gradient, makeRaster, type TestRaster } from '../testing/make-package.ts';
import { convertRaster } from './convert-raster.ts';
import type { ConvertJob, Georeference } from './gdal-job.ts';

let scratch: string;
let count = 0;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'pvs-convert-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const cogOptions = (given: Partial<CogConfig> = {}) => cogSchema.parse(given);
const convert = (path: string, given: Partial<ConvertJob> = {}) => {
  const output = join(scratch, `out-${count++}.tif`);
  const job: ConvertJob = {
    kind: 'convert',
    rasters: [{ path, driver: 'GTiff' }],
    georeference: { by: 'transform' },
    cog: cogOptions(),
    output,
    scratch,
    ...given,
  };
  return convertRaster(job, () => undefined).then((cog) => ({ cog, dataset: gdal.open(output) }));
};
const raster = (given?: TestRaster) => makeRaster(join(scratch, `in-${count++}.tif`), given);
const pixelsOf = (dataset: gdal.Dataset, band = 1) => {
  const { x, y } = dataset.rasterSize;
  return [...(dataset.bands.get(band).pixels.read(0, 0, x, y) as Uint8Array)];
};

describe('a raster in place', () => {
  it.each<[string, TestRaster]>([
    ['8-bit RGB', { bands: 3, colors: ['Red', 'Green', 'Blue'] }],
    ['8-bit RGB with alpha', { bands: 4, colors: ['Red', 'Green', 'Blue', 'Alpha'] }],
    ['16-bit with nodata', { dataType: 'UInt16', bands: 4, nodata: 0 }],
    ['signed 16-bit', { dataType: 'Int16', nodata: -9999 }],
    ['32-bit float with NaN as nodata', { dataType: 'Float32', nodata: NaN }],
    ['in degrees', { epsg: 4326, transform: [10, 0.001, 0, 47, 0, -0.001] }],
    ['rotated', { transform: [500000, 10, 3, 5300000, 3, -10] }],
    ['with rows from the south', { transform: [500000, 10, 0, 5300000, 0, 10] }],
  ])('%s keeps its pixels, place, data type, nodata and colours', async (_, given) => {
    const path = await raster(given);
    const source = gdal.open(path);
    const { cog, dataset } = await convert(path);
    expect(dataset.geoTransform).toEqual(source.geoTransform);
    expect(cog.transform).toEqual(source.geoTransform);
    expect(dataset.srs?.isSame(source.srs!)).toBe(true);
    expect(dataset.bands.count()).toBe(source.bands.count());
    source.bands.forEach((band, i) => {
      const written = dataset.bands.get(i);
      expect(written.dataType).toBe(band.dataType);
      expect(written.noDataValue).toEqual(band.noDataValue);
      expect(written.colorInterpretation).toBe(band.colorInterpretation);
      expect(pixelsOf(dataset, i)).toEqual(pixelsOf(source, i));
    });
  });

  it('keeps a mask of its own', async () => {
    const path = await raster({ widthPx: 600, heightPx: 600 });
    const masked = join(scratch, 'masked.tif');
    gdal.translate(masked, gdal.open(path), ['-mask', '1', '-b', '1']).close();
    const { cog, dataset } = await convert(masked);
    expect(cog.hasMask).toBe(true);
    const mask = dataset.bands.get(1).getMaskBand()?.pixels.read(0, 0, 600, 600) as Uint8Array;
    expect([...mask]).toEqual(pixelsOf(gdal.open(path)).map((value) => (value === 0 ? 0 : 255)));
  });

  it('spreads packed samples to whole ones', async () => {
    const path = await raster({ dataType: 'UInt16', options: ['NBITS=12'] });
    const { cog, dataset } = await convert(path);
    expect(cog.dataType).toBe('uint16');
    expect(dataset.bands.get(1).getMetadata('IMAGE_STRUCTURE')['NBITS']).toBeUndefined();
    expect(pixelsOf(dataset)).toEqual(pixelsOf(gdal.open(path)));
  });

  it('keeps a palette, and never mixes its colours', async () => {
    const path = await raster({ widthPx: 1100, heightPx: 1100, options: ['PHOTOMETRIC=PALETTE'] });
    const { cog, dataset } = await convert(path);
    expect(cog.bands[0]?.color).toBe('palette');
    const overview = dataset.bands.get(1).overviews.get(0);
    const pixels = overview.pixels.read(0, 0, 550, 550) as Uint8Array;
    const source = pixelsOf(dataset);
    const strangers = pixels.filter((value, at) => {
      const corner = 2 * (at % 550) + 2 * Math.floor(at / 550) * 1100;
      return ![0, 1, 1100, 1101].some((offset) => source[corner + offset] === value);
    });
    expect(strangers).toHaveLength(0);
  });

  it('measures statistics of valid pixels', async () => {
    const { cog } = await convert(await raster({ nodata: 0 }));
    const valid = Array.from({ length: 64 * 48 }, (_, at) =>
      gradient(at % 64, Math.floor(at / 64), 1),
    ).filter((value) => value !== 0);
    const mean = valid.reduce((sum, value) => sum + value, 0) / valid.length;
    expect(cog.bands[0]?.statistics).toMatchObject({
      min: Math.min(...valid),
      max: Math.max(...valid),
      mean: expect.closeTo(mean, 6),
    });
  });
});

describe('a raster that has to be moved', () => {
  it('comes into the wanted CRS where gdalwarp puts it, with a mask around it', async () => {
    const path = await raster({ widthPx: 300, heightPx: 300 });
    const { cog, dataset } = await convert(path, { cog: cogOptions({ crs: 'EPSG:3857' }) });
    expect(cog.crs.code).toBe('EPSG:3857');
    expect(cog.hasMask).toBe(true);
    const theirs = gdal.warp(
      '/vsimem/theirs.tif',
      null,
      [gdal.open(path)],
      ['-t_srs', 'EPSG:3857', '-r', 'bilinear'],
    );
    expect(dataset.geoTransform).toEqual(theirs.geoTransform);
    expect(pixelsOf(dataset)).toEqual(pixelsOf(theirs));
  });

  it('keeps nodata instead of a mask', async () => {
    const { cog } = await convert(await raster({ nodata: 7 }), { cog: cogOptions({ crs: 'EPSG:4326' }) });
    expect([cog.hasMask, cog.bands[0]?.nodata]).toEqual([false, 7]);
  });

  it.each<[string, Georeference]>([
    ['a polynomial', { by: 'gcps', method: 'polynomial', order: 1 }],
    ['a thin plate spline', { by: 'gcps', method: 'tps' }],
  ])('by ground control points and %s lands within a pixel of them', async (_, georeference) => {
    const path = await raster({ epsg: null, transform: null, widthPx: 100, heightPx: 100 });
    const placed = join(scratch, `gcps-${count++}.tif`);
    const points = [
      [0, 0, 10, 47],
      [100, 0, 11, 47.2],
      [100, 100, 11.2, 46.2],
      [0, 100, 10.2, 46],
      [50, 50, 10.6, 46.6],
      [50, 0, 10.5, 47.1],
    ];
    const gcps = points.flatMap((point) => ['-gcp', ...point.map(String)]);
    gdal.translate(placed, gdal.open(path), ['-a_srs', 'EPSG:4326', ...gcps]).close();
    const { cog } = await convert(placed, { georeference });
    const [west, dx, , north, , dy] = cog.transform;
    expect(Math.abs(west - 10)).toBeLessThan(dx);
    expect(Math.abs(north - 47.2)).toBeLessThan(-dy);
    expect(Math.abs(west + cog.widthPx * dx - 11.2)).toBeLessThan(dx);
    expect(cog.hasMask).toBe(true);
  });
});
