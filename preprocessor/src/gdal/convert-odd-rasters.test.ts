import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CogConfig, cogSchema } from '@pvs/core/config/cog';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cogProblems } from '../cog/cog-problems.ts';
import { readTiffDirectories } from '../cog/tiff-directories.ts';
import { makeRaster, type TestRaster } from '../testing/make-package.ts';
import { convertRaster } from './convert-raster.ts';

let scratch: string;
let count = 0;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'pvs-odd-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const ODD: readonly [what: string, given: TestRaster][] = [
  ['blocks of one line', { widthPx: 700, heightPx: 300, options: ['BLOCKYSIZE=1'] }],
  ['very wide', { widthPx: 20_000, heightPx: 6, options: ['BLOCKYSIZE=1'] }],
  ['very high', { widthPx: 3, heightPx: 40_000 }],
  ['one strip', { widthPx: 300, heightPx: 700, options: ['BLOCKYSIZE=700'] }],
  ['one pixel', { widthPx: 1, heightPx: 1 }],
  [
    'tiles larger than it',
    { widthPx: 40, heightPx: 30, options: ['TILED=YES', 'BLOCKXSIZE=1024', 'BLOCKYSIZE=1024'] },
  ],
  ['as many bands as are allowed', { widthPx: 40, heightPx: 30, bands: 64, dataType: 'UInt16' }],
  [
    'bands one after another',
    { widthPx: 300, heightPx: 200, bands: 5, options: ['INTERLEAVE=BAND', 'BLOCKYSIZE=1'] },
  ],
];

async function convert(path: string, given: Partial<CogConfig>) {
  const output = join(scratch, `out-${(count += 1)}.tif`);
  const cog = cogSchema.parse(given);
  const rasters = [{ path, driver: 'GTiff' as const }];
  const job = { kind: 'convert', rasters, georeference: { by: 'transform' }, cog, output, scratch } as const;
  await convertRaster(job, () => undefined);
  await using file = await open(output);
  expect(cogProblems(await readTiffDirectories(file), cog.blockSizePx)).toEqual([]);
  return gdal.open(output);
}

const pixelsOf = (dataset: gdal.Dataset) => {
  const { x, y } = dataset.rasterSize;
  return dataset.bands.map((band) => Buffer.from(band.pixels.read(0, 0, x, y).buffer));
};

describe.each(ODD)('a raster of an odd layout: %s', (_, given) => {
  it('keeps its pixels as a COG', async () => {
    const path = await makeRaster(join(scratch, `in-${(count += 1)}.tif`), given);
    const pixels = pixelsOf(await convert(path, {}));
    pixelsOf(gdal.open(path)).forEach((band, i) =>
      expect(band.equals(pixels[i] ?? Buffer.alloc(0))).toBe(true),
    );
  });

  it('with nodata is warped onto the grid that gdalwarp gives it', async () => {
    const path = await makeRaster(join(scratch, `in-${(count += 1)}.tif`), { ...given, nodata: 0 });
    const ours = await convert(path, { crs: 'EPSG:4326' });
    const theirs = gdal.warp(
      'theirs',
      null,
      [gdal.open(path)],
      ['-of', 'MEM', '-t_srs', 'EPSG:4326', '-r', 'bilinear'],
    );
    expect(ours.rasterSize).toEqual(theirs.rasterSize);
    ours.geoTransform?.forEach((value, i) => expect(value).toBeCloseTo(theirs.geoTransform?.[i] ?? NaN, 9));
    expect(ours.bands.count()).toBe(theirs.bands.count());
  });
});
