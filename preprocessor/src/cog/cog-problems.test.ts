import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRaster } from '../testing/make-package.ts';
import { cogProblems } from './cog-problems.ts';
import { readTiffDirectories, type TiffDirectory } from './tiff-directories.ts';

let directory: string;
let source: gdal.Dataset;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pvs-cog-'));
  source = gdal.open(
    await makeRaster(join(directory, 'source.tif'), { widthPx: 1500, heightPx: 1200, bands: 3 }),
  );
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function written(...args: string[]): Promise<TiffDirectory[]> {
  const path = join(directory, 'written.tif');
  gdal.translate(path, source, args).close();
  await using file = await open(path);
  return await readTiffDirectories(file);
}

describe('cogProblems', () => {
  it.each([
    ['a COG', []],
    ['a COG in BigTIFF', ['-co', 'BIGTIFF=YES']],
    ['a COG with a mask', ['-b', '1', '-b', '2', '-mask', '3']],
  ])('finds none in %s', async (_, args) => {
    const directories = await written(
      '-of',
      'COG',
      '-co',
      'BLOCKSIZE=512',
      '-co',
      'OVERVIEWS=IGNORE_EXISTING',
      ...args,
    );
    expect(directories[0]).toMatchObject({ widthPx: 1500, heightPx: 1200, tileWidthPx: 512, subfileType: 0 });
    expect(directories.length).toBeGreaterThanOrEqual(3);
    expect(cogProblems(directories, 512)).toEqual([]);
  });

  it('finds strips and missing overviews in a plain TIFF', async () => {
    expect(cogProblems(await written('-of', 'GTiff'), 512)).toEqual([
      'its image of 1500 × 1200 pixels is not tiled',
      'its overviews end before one tile shows all',
    ]);
  });

  it('finds overviews that were added behind the image', async () => {
    const path = join(directory, 'behind.tif');
    gdal.translate(path, source, ['-of', 'GTiff', '-co', 'TILED=YES']).close();
    const dataset = gdal.open(path, 'r+');
    dataset.buildOverviews('NEAREST', [2, 4]);
    dataset.close();
    await using file = await open(path);
    expect(cogProblems(await readTiffDirectories(file), 512)).toContain(
      'the data of an overview lie after those of a larger image',
    );
  });

  it('says that a file is broken which ends too early', async () => {
    const path = join(directory, 'short.tif');
    gdal.translate(path, source, ['-of', 'COG']).close();
    await using file = await open(path, 'r+');
    await file.truncate(40);
    await expect(readTiffDirectories(file)).rejects.toMatchObject({ code: 'InvalidCog' });
  });
});
