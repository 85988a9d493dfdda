import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { directoryStore } from '../storage/directory-store.ts';
import { makeRaster, type RasterRecipe } from '../testing/make-raster.ts';
import { readCogHeader } from './read-cog-header.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pvs-header-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

const recipe: RasterRecipe = {
  ...{ widthPx: 70, heightPx: 50, bands: 1, type: 'Byte', epsg: 32633, driver: 'COG', options: [] },
  transform: [500_000, 10, 0, 5_000_000, 0, -10],
  value: (x) => x,
};
const header = async (changes: Partial<RasterRecipe>) => {
  makeRaster(directory, 'x.tif', { ...recipe, ...changes });
  return readCogHeader(directoryStore(directory), 'x.tif');
};

it.each([
  ['Byte', 'uint8'],
  ['UInt16', 'uint16'],
  ['Int16', 'int16'],
  ['Float32', 'float32'],
  ['Float64', 'float64'],
])('reads size, place and type of %s', async (type, dataType) => {
  const { transform, widthPx, heightPx } = recipe;
  expect(await header({ type })).toMatchObject({
    ...{ dataType, transform, widthPx, heightPx, epsg: 32633, hasMask: false },
    colors: ['gray'],
  });
});

it('reads colours, opacity, no data and masks', async () => {
  expect(await header({ bands: 3, mask: (x) => x > 9 })).toMatchObject({
    ...{ colors: ['red', 'green', 'blue'], hasMask: true },
  });
  expect((await header({ bands: 4, alpha: true })).colors).toEqual(['red', 'green', 'blue', 'alpha']);
  expect(await header({ bands: 2, type: 'Int16', nodata: -9999 })).toMatchObject({
    ...{ colors: ['gray', 'undefined'], nodata: -9999, hasMask: false },
  });
});

it('reads rotated and geographic grids, and strips', async () => {
  const rotated = [500_000, 7, 7, 5_000_000, 7, -7] as const;
  const { transform = [] } = await header({ driver: 'GTiff', transform: rotated });
  rotated.forEach((value, i) => expect(transform[i]).toBeCloseTo(value, 6));
  expect(await header({ epsg: 4326, transform: [10, 0.01, 0, 50, 0, -0.01] })).toMatchObject({ epsg: 4326 });
});

it.each([
  ['no raster at all', Buffer.from('hello'), 'NotACog'],
  ['a cut header', Buffer.from('49492a0008000000ff00', 'hex'), 'NotACog'],
  ['an empty object', Buffer.alloc(0), 'NotACog'],
])('refuses %s', async (_, bytes, code) => {
  await writeFile(join(directory, 'bad.tif'), bytes);
  const read = readCogHeader(directoryStore(directory), 'bad.tif');
  await expect(read).rejects.toMatchObject({ kind: 'InvalidInput', code });
});
