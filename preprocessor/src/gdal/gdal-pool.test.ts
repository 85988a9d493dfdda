import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cogSchema } from '@pvs/core/config/cog';
import { makeRaster } from '../testing/make-package.ts';
import type { ConvertJob, RasterFile } from './gdal-job.ts';
import { GdalPool } from './gdal-pool.ts';

const pool = new GdalPool();
const anytime = { signal: new AbortController().signal, timeLimitMs: 60_000 };
let scratch: string;
let raster: RasterFile;
let large: RasterFile;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'pvs-gdal-'));
  raster = { path: await makeRaster(join(scratch, 'small.tif')), driver: 'GTiff' };
  const size = { widthPx: 4000, heightPx: 4000 };
  large = { path: await makeRaster(join(scratch, 'large.tif'), size), driver: 'GTiff' };
});
afterAll(async () => {
  pool.close();
  await rm(scratch, { recursive: true, force: true });
});

const convert = (source: RasterFile): ConvertJob => ({
  kind: 'convert',
  rasters: [source],
  georeference: { by: 'transform' },
  cog: cogSchema.parse({ crs: 'EPSG:3857' }),
  output: join(scratch, 'out.tif'),
  scratch,
});

/** Process ids of the pool's workers. */
function workers(): number[] {
  const listed = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)]).toString();
  return listed
    .split('\n')
    .filter((line) => line.includes('gdal-worker'))
    .map((line) => Number.parseInt(line, 10));
}

describe('GdalPool', () => {
  it('says what a raster is', async () => {
    const info = await pool.run({ kind: 'inspect', raster }, anytime);
    expect(info).toMatchObject({
      widthPx: 64,
      heightPx: 48,
      bandCount: 1,
      bands: [{ dataType: 'Byte', color: 'gray' }],
      transform: [500000, 10, 0, 5300000, 0, -10],
      gcpCount: 0,
      hasRpc: false,
      hasGeolocation: false,
      hasMask: false,
    });
    expect(info.corners?.[0]).toEqual([expect.closeTo(15, 5), expect.closeTo(47.8529, 3)]);
  });

  it('keeps a process for the next job', async () => {
    await pool.run({ kind: 'inspect', raster }, anytime);
    const before = workers();
    await pool.run({ kind: 'inspect', raster }, anytime);
    expect(workers()).toEqual(before);
  });

  it('says how far GDAL is while it works', async () => {
    const said: number[] = [];
    const job = { ...convert(large), output: join(scratch, 'watched.tif') };
    await pool.run(job, { ...anytime, progress: (fraction) => void said.push(fraction) });
    expect(said.length).toBeGreaterThan(5);
    expect(said.toSorted((a, b) => a - b)).toEqual(said);
    expect(said.every((fraction) => fraction >= 0 && fraction <= 1)).toBe(true);
    expect(said.at(-1)).toBeGreaterThan(0.9);
  });

  it('fails a job whose process dies as GdalCrashed, and does the next one', async () => {
    const running = pool.run(convert(large), {
      ...anytime,
      progress: () => workers().forEach((pid) => process.kill(pid, 'SIGSEGV')),
    });
    await expect(running).rejects.toMatchObject({ kind: 'InvalidInput', code: 'GdalCrashed' });
    await expect(pool.run({ kind: 'inspect', raster }, anytime)).resolves.toMatchObject({ widthPx: 64 });
  });

  it('kills the process of a job that is aborted', async () => {
    const abort = new AbortController();
    const reason = new Error('the worker stops');
    const running = pool.run(convert(large), {
      ...anytime,
      signal: abort.signal,
      progress: () => abort.abort(reason),
    });
    await expect(running).rejects.toBe(reason);
  });

  it('kills the process of a job that takes too long', async () => {
    const running = pool.run(convert(large), { ...anytime, timeLimitMs: 1 });
    await expect(running).rejects.toMatchObject({ kind: 'LimitExceeded', code: 'GdalTimeLimit' });
  });

  it('opens a file with no other driver than the one named', async () => {
    const text =
      '<VRTDataset rasterXSize="1" rasterYSize="1"><VRTRasterBand dataType="Byte" band="1"/></VRTDataset>';
    const path = join(scratch, 'vrt.tif');
    await writeFile(path, text);
    const running = pool.run({ kind: 'inspect', raster: { path, driver: 'GTiff' } }, anytime);
    await expect(running).rejects.toMatchObject({ code: 'RasterUnreadable' });
  });

  it('gives GDAL no driver that follows references, not even after a conversion that needs one', async () => {
    // DIMAP opens its image with any registered driver: a VRT in its place shows what those are.
    const vrt = `<VRTDataset rasterXSize="64" rasterYSize="48"><VRTRasterBand dataType="Byte" band="1"><SimpleSource>
      <SourceFilename relativeToVRT="0">${raster.path}</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>`;
    await writeFile(join(scratch, 'IMAGE.TIF'), vrt);
    const dimap = join(scratch, 'METADATA.DIM');
    await writeFile(dimap, DIMAP);
    const inspect = () => pool.run({ kind: 'inspect', raster: { path: dimap, driver: 'DIMAP' } }, anytime);
    await expect(inspect()).rejects.toMatchObject({ code: 'RasterUnreadable' });
    const masked = await pool.run(convert(raster), anytime);
    expect(masked.hasMask).toBe(true);
    await expect(inspect()).rejects.toMatchObject({ code: 'RasterUnreadable' });
    await writeFile(join(scratch, 'IMAGE.TIF'), await readFile(raster.path));
    await expect(inspect()).resolves.toMatchObject({ widthPx: 64 });
  });

  it('says why GDAL refuses, without the directories of this machine', async () => {
    const path = join(scratch, 'cut.tif');
    await writeFile(path, (await readFile(large.path)).subarray(0, 5000));
    const running = pool.run(convert({ path, driver: 'GTiff' }), anytime);
    await expect(running).rejects.toThrow(/^GDAL cannot convert cut\.tif: /);
    await expect(running).rejects.not.toThrow(scratch);
  });
});

const DIMAP = `<?xml version="1.0"?>
<Dimap_Document>
  <Metadata_Id><METADATA_FORMAT version="1.1">DIMAP</METADATA_FORMAT></Metadata_Id>
  <Raster_Dimensions><NCOLS>64</NCOLS><NROWS>48</NROWS><NBANDS>1</NBANDS></Raster_Dimensions>
  <Data_Access><DATA_FILE_FORMAT>GTIFF</DATA_FILE_FORMAT>
    <Data_File><DATA_FILE_PATH href="IMAGE.TIF"/></Data_File></Data_Access>
</Dimap_Document>`;
