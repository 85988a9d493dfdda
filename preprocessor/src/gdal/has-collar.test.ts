import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRaster, type TestRaster } from '../testing/make-package.ts';
import { hasCollar } from './has-collar.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pvs-collar-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

/** A picture of a gradient in which the named corner pixels are black. */
async function picture(
  black: readonly (readonly [number, number])[],
  given: TestRaster = {},
  hasMask = false,
) {
  const path = await makeRaster(join(directory, `${crypto.randomUUID()}.tif`), {
    bands: 3,
    widthPx: 16,
    heightPx: 16,
    ...given,
  });
  const dataset = gdal.open(path, 'r+');
  for (const band of dataset.bands.map((b) => b)) {
    for (const [x, y] of [
      [0, 0],
      [15, 0],
      [0, 15],
      [15, 15],
    ] as const)
      band.pixels.set(x, y, 7);
    for (const [x, y] of black) band.pixels.set(x, y, 0);
  }
  const answer = hasCollar(dataset, hasMask);
  dataset.close();
  return answer;
}

const two = [
  [0, 0],
  [15, 15],
] as const;

test('two black corners make a collar, one does not', async () => {
  expect(await picture(two)).toBe(true);
  expect(await picture([[0, 0]])).toBe(false);
});

test('what says itself where it has data has no collar', async () => {
  expect(await picture(two, { nodata: 255 })).toBe(false);
  expect(await picture(two, {}, true)).toBe(false);
  expect(await picture(two, { bands: 4, colors: ['Red', 'Green', 'Blue', 'Alpha'] })).toBe(false);
});

test('data of one band or of more than 8 bits have none', async () => {
  expect(await picture(two, { bands: 1 })).toBe(false);
  expect(await picture(two, { dataType: 'UInt16' })).toBe(false);
});
