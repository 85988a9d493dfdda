import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { describeCoverage } from '../../test/describe-coverage.ts';
import { makeRaster, type RasterRecipe, texture } from '@pvs/core/testing/make-raster';
import { createRasterAccess } from '../raster/raster-access.ts';
import { drawMap } from './draw-map.ts';
import type { Rendering } from './rendering.ts';

const root = mkdtempSync(join(tmpdir(), 'pvs-draw-'));
afterAll(() => rmSync(root, { recursive: true }));

const accessTo = (directory: string) =>
  createRasterAccess({ store: directoryStore(directory), blockCacheBytes: 2e8, headerCacheEntries: 50 });

const base: RasterRecipe = {
  widthPx: 330,
  heightPx: 270,
  bands: 3,
  type: 'Byte',
  epsg: 32633,
  transform: [700000, 10, 0, 5300000, 0, -10],
  value: texture(1, 255),
  driver: 'COG',
  options: ['COMPRESS=DEFLATE', 'BLOCKSIZE=128'],
};

const place = (key: string, value: number, from: number, to: number) =>
  makeRaster(root, key, {
    ...base,
    bands: 1,
    nodata: 0,
    value: (x) => (x >= from && x < to ? value : 0),
  });

const grey = (key: string): Rendering => ({
  coverage: describeCoverage(root, key),
  channels: [{ band: 0, min: 0, max: 255 }],
});

const shown = async (
  key: string,
  crs: string,
  minX: number,
  maxX: number,
  [minY, maxY]: readonly number[],
) => {
  const coverage = describeCoverage(root, key);
  const rendering: Rendering = { coverage, channels: [{ band: 0, min: 0, max: 255 }] };
  const box = { crs, minX, minY: minY!, maxX, maxY: maxY! };
  const size = { widthPx: 200, heightPx: 20 };
  const picture = await drawMap(
    { box, ...size, resampling: 'bilinear', renderings: [rendering] },
    accessTo(root),
  );
  const row = Array.from({ length: 200 }, (_, x) => picture.rgba[(10 * 200 + x) * 4 + 3]! > 0);
  return [row.indexOf(true), row.lastIndexOf(true), row.filter(Boolean).length];
};

describe('a map of several coverages', () => {
  const box = { crs: 'EPSG:32633', minX: 700000, minY: 5297300, maxX: 703300, maxY: 5300000 };
  const size = { widthPx: 330, heightPx: 270 };

  beforeAll(() => {
    place('left.tif', 50, 0, 200);
    place('right.tif', 150, 100, 330);
    place('all.tif', 250, 0, 330);
  });

  const draw = (keys: readonly string[], renderings = keys.map(grey), signal?: AbortSignal) =>
    drawMap(
      { box, ...size, resampling: 'nearest', renderings, ...(signal ? { signal } : {}) },
      accessTo(root),
    );

  it('shows the first on top, and the others where it has no data', async () => {
    const { rgba } = await draw(['left.tif', 'right.tif']);
    const at = (x: number) => [...rgba.subarray((100 * 330 + x) * 4, (100 * 330 + x) * 4 + 4)];
    expect(at(50)).toEqual([50, 50, 50, 255]);
    expect(at(150)).toEqual([50, 50, 50, 255]);
    expect(at(250)).toEqual([150, 150, 150, 255]);
    expect(await draw(['right.tif', 'left.tif'])).not.toEqual({ ...size, rgba });
  });

  it('reads nothing that would not show', async () => {
    const missing = { ...grey('left.tif').coverage, objectKey: 'missing.tif' };
    const below: Rendering = { ...grey('left.tif'), coverage: missing };
    const elsewhere: Rendering = {
      ...below,
      coverage: { ...missing, grid: { ...missing.grid, transform: [100000, 10, 0, 100000, 0, -10] } },
    };
    const picture = await draw([], [elsewhere, grey('all.tif'), below]);
    expect(picture.rgba.every((v, i) => v === (i % 4 === 3 ? 255 : 250))).toBe(true);
  });

  it('fails instead of leaving a hole where a file is missing, cut or not what the catalogue says', async () => {
    const left = grey('left.tif');
    const renamed = (objectKey: string): Rendering => ({
      ...left,
      coverage: { ...left.coverage, objectKey },
    });
    await expect(draw([], [renamed('missing.tif')])).rejects.toMatchObject({
      kind: 'SourceUnavailable',
      code: 'RasterMissing',
    });
    const whole = readFileSync(join(root, 'left.tif'));
    writeFileSync(join(root, 'cut.tif'), whole.subarray(0, whole.length - 600));
    await expect(draw([], [renamed('cut.tif')])).rejects.toMatchObject({
      kind: 'SourceUnavailable',
      code: 'RasterCorrupt',
    });
    makeRaster(root, 'other.tif', { ...base, bands: 1, widthPx: 64 });
    await expect(draw([], [renamed('other.tif')])).rejects.toMatchObject({ kind: 'SourceUnavailable' });
  });

  it('draws a scene that is smaller than a pixel', async () => {
    const world = { crs: 'EPSG:3857', minX: -2e7, minY: -2e7, maxX: 2e7, maxY: 2e7 };
    const around = { crs: 'EPSG:32633', minX: 400000, minY: 5000000, maxX: 1000000, maxY: 5600000 };
    const renderings = [grey('all.tif')];
    const draw = (where: typeof box, widthPx: number, heightPx: number) =>
      drawMap({ box: where, widthPx, heightPx, resampling: 'bilinear', renderings }, accessTo(root));
    expect((await draw(world, 256, 256)).widthPx).toBe(256);
    const shown = (await draw(around, 301, 301)).rgba.filter((v, i) => i % 4 === 3 && v > 0).length;
    expect([1, 2, 3, 4]).toContain(shown);
  });

  it('stops when it is aborted', async () => {
    await expect(draw(['left.tif'], undefined, AbortSignal.abort())).rejects.toThrow(/abort/i);
  });

  it.each([
    [{ widthPx: 0 }, 'InvalidInput'],
    [{ box: { ...box, maxX: box.minX } }, 'InvalidInput'],
    [{ widthPx: 40_000, heightPx: 40_000 }, 'LimitExceeded'],
  ])('refuses %o', async (change, kind) => {
    const request = { box, ...size, resampling: 'nearest' as const, renderings: [], ...change };
    await expect(drawMap(request, accessTo(root))).rejects.toMatchObject({ kind });
  });

  it('refuses channels that the coverage does not have', async () => {
    const rendering = { ...grey('left.tif'), channels: [{ band: 7, min: 0, max: 1 }] };
    await expect(draw([], [rendering])).rejects.toMatchObject({ kind: 'InvalidInput' });
  });
});

describe('around the antimeridian', () => {
  const recipe = { ...base, bands: 1, driver: 'GTiff', options: [], value: () => 200 } as const;

  beforeAll(() => {
    // 170° to 190° east, and zone 1, of which 178° to 180° is asked for from the other side.
    makeRaster(root, 'crossing.tif', {
      ...recipe,
      epsg: 4326,
      transform: [170, 20 / 330, 0, 10, 0, -20 / 270],
    });
    makeRaster(root, 'zone1.tif', { ...recipe, epsg: 32601, transform: [100000, 600, 0, 100000, 0, -600] });
    makeRaster(root, 'world.tif', {
      ...recipe,
      epsg: 4326,
      transform: [-180, 360 / 330, 0, 90, 0, -180 / 270],
    });
  });

  it('draws a geographic source beyond 180° on both sides of a map', async () => {
    expect(await shown('crossing.tif', 'EPSG:4326', -180, 180, [-5, 5])).toEqual([0, 199, 12]);
    expect(await shown('crossing.tif', 'EPSG:4326', 160, 200, [-5, 5])).toEqual([50, 149, 100]);
    expect(await shown('crossing.tif', 'EPSG:4326', -200, -160, [-5, 5])).toEqual([50, 149, 100]);
    const edge = 20037508.342789244;
    expect(await shown('crossing.tif', 'EPSG:3857', -edge, edge, [-5e5, 5e5])).toEqual([0, 199, 12]);
  });

  it('draws a UTM source that reaches over 180° in one piece', async () => {
    const [first, last, count] = await shown('zone1.tif', 'EPSG:4326', 175, 185, [-0.4, 0.4]);
    expect([first, last]).toEqual([8 + (first! - 8), first! + count! - 1]);
    expect(count).toBeGreaterThan(30);
  });

  it('draws the world without a gap across 180°', async () => {
    expect(await shown('world.tif', 'EPSG:4326', 90, 270, [-5, 5])).toEqual([0, 199, 200]);
    const edge = 20037508.342789244;
    expect(await shown('world.tif', 'EPSG:3857', edge / 2, edge * 1.5, [-5e5, 5e5])).toEqual([0, 199, 200]);
  });
});
