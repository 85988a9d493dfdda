import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cogSchema } from '@pvs/core/config/cog';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConvertJob } from './gdal-job.ts';
import { openRaster } from './open-raster.ts';
import { planTarget } from './plan-target.ts';
import { planWarp } from './plan-warp.ts';
import { warpByWindows } from './warp-by-windows.ts';

let scratch: string;
let count = 0;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'pvs-windows-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const WIDTH = 700;
const HEIGHT = 600;

interface Source {
  readonly dataType: string;
  readonly nodata: number;
  readonly bands: number;
  readonly options?: readonly string[];
  readonly transform?: readonly number[];
  value(column: number, row: number): number;
}

/** A slope with a corner of nodata. */
function makeSource({ dataType, nodata, bands, options, transform, value }: Source): string {
  const path = join(scratch, `in-${count++}.tif`);
  const dataset = gdal.open(path, 'w', ['GTiff'], WIDTH, HEIGHT, bands, dataType, [...(options ?? [])]);
  dataset.srs = gdal.SpatialReference.fromEPSG(32633);
  dataset.geoTransform = [...(transform ?? [500_000, 10, 0, 5_300_000, 0, -10])];
  const pixels = Float64Array.from({ length: WIDTH * HEIGHT }, (_, at) => {
    const [column, row] = [at % WIDTH, Math.floor(at / WIDTH)];
    return column + row < 400 ? nodata : value(column, row);
  });
  dataset.bands.forEach((band) => {
    band.pixels.write(0, 0, WIDTH, HEIGHT, pixels);
    band.noDataValue = nodata;
  });
  dataset.close();
  return path;
}

const slope = (column: number, row: number) => 1 + (column * 14 + row * 10) / 100;
const SOURCES: readonly [string, Source][] = [
  ['8 bits with 0', { dataType: 'Byte', nodata: 0, bands: 2, value: slope }],
  ['16 bits with a value among the data', { dataType: 'Int16', nodata: 90, bands: 2, value: slope }],
  ['floats with NaN', { dataType: 'Float32', nodata: NaN, bands: 2, value: slope }],
  ['doubles in strips', { dataType: 'Float64', nodata: -9999, bands: 2, value: slope }],
  [
    'squares, by band',
    { dataType: 'UInt16', nodata: 0, bands: 2, options: ['TILED=YES', 'INTERLEAVE=BAND'], value: slope },
  ],
  [
    'rotated',
    { dataType: 'UInt16', nodata: 0, bands: 2, transform: [500_000, 9, 4, 5_300_000, 4, -9], value: slope },
  ],
];

describe('warpByWindows', () => {
  it.each(SOURCES)('gives what gdalwarp gives: %s', async (_, source) => {
    const path = makeSource(source);
    const raster = { path, driver: 'GTiff' } as const;
    const cog = cogSchema.parse({ crs: 'EPSG:4326' });
    const output = join(scratch, `out-${count++}.tif`);
    const job: ConvertJob = {
      kind: 'convert',
      rasters: [raster],
      georeference: { by: 'transform' },
      cog,
      output,
      scratch,
    };
    const sources = [openRaster(raster)];
    const plan = planWarp(job, sources, planTarget(job, sources));
    const progress: number[] = [];
    if (!plan?.windows) throw new Error('not planned by windows');
    const ours = await warpByWindows({ ...plan.windows, raster, output, windowBytes: 1000 }, (share) =>
      progress.push(share),
    );
    const theirs = gdal.warp(join(scratch, `theirs-${count++}.tif`), null, sources, [
      '-t_srs',
      'EPSG:4326',
      '-r',
      'bilinear',
      '-et',
      '0',
    ]);
    expect(progress.length).toBeGreaterThan(2);
    expect(progress.at(-1)).toBe(1);
    expect(ours.rasterSize).toEqual(theirs.rasterSize);
    ours.geoTransform?.forEach((value, i) => expect(value).toBeCloseTo(theirs.geoTransform?.[i] ?? NaN, 12));
    expect(ours.bands.get(1).noDataValue).toEqual(theirs.bands.get(1).noDataValue);
    const { valid, far } = differences(ours, theirs);
    // GDAL approximates where pixels go to an eighth of a pixel, which can move the edge of nodata by one.
    expect(valid).toBeLessThan(150);
    expect(far).toBe(0);
  });
});

/** Pixels that only one of the two has, and pixels that differ by more than an eighth of a step of the slope. */
function differences(ours: gdal.Dataset, theirs: gdal.Dataset) {
  const { x, y } = ours.rasterSize;
  const read = (dataset: gdal.Dataset) => dataset.bands.get(2).pixels.read(0, 0, x, y) as Float64Array;
  const [a, b] = [read(ours), read(theirs)];
  const nodata = ours.bands.get(1).noDataValue;
  const is = (value: number | undefined) => Object.is(value, nodata);
  let [valid, far] = [0, 0];
  a.forEach((value, at) => {
    const other = b[at] ?? 0;
    if (is(value) !== is(other)) valid += 1;
    else if (Math.abs(value - other) > 1.5) far += 1;
  });
  return { valid, far };
}
