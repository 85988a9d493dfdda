import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { PMTiles } from 'pmtiles';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addScene, type TestScene } from '@pvs/core/testing/add-scene';
import { findTileMatrixSet } from '@pvs/core/tile-matrix-set/registry';
import { matrixAt } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import { cacheContext } from '../src/cache-context.ts';
import { drawOverCache } from '../src/export/draw-over-cache.ts';
import { exportTiles } from '../src/export/export-tiles.ts';
import { archiveFormats } from '../src/export/index.ts';
import { type ExportWords, planExport } from '../src/export/plan-export.ts';
import { rgbaOf, startCache, type TestCache } from './start-cache.ts';

const MERCATOR = findTileMatrixSet('WebMercatorQuad')!;
let cache: TestCache;
let directory: string;
let url: string;

const scene: TestScene = {
  identifier: 'A',
  collection: 'VHR',
  box: { crs: 'EPSG:4326', minX: 10.1, minY: 40.1, maxX: 11.1, maxY: 41.1 },
  time: '2018-06-01',
  color: (x, y) => [x * 3, y * 3, 90],
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pvs-export-'));
  cache = await startCache(`
stack: test
title: Test
collections: [{ id: VHR, title: Very high, abstract: Pictures }, { id: PLAIN }]
tileMatrixSets:
  - { id: WebMercatorQuad, maxZoom: 12 }
  - { id: WorldCRS84Quad, maxZoom: 10 }
  - { id: Large, crs: 'EPSG:3857', origin: [-20037508.342789244, 20037508.342789244], resolution: 78271.51696402048, tileSizePx: 512 }
`);
  await addScene(cache.stack, scene);
  const plain = { ...scene, identifier: 'B', collection: 'PLAIN', color: [9, 99, 199] as const };
  await addScene(cache.stack, plain);
  await cache.app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(cache.app.server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await cache.stop();
  await rm(directory, { recursive: true });
});

async function exportTo(file: string, words: ExportWords, draws = true) {
  const { stack, follower } = cache.stack;
  const plan = planExport(words, stack, follower.index);
  const { backend } = cacheContext(cache.stack);
  const archive = archiveFormats[file.split('.')[1]!]!(join(directory, file));
  const draw = draws ? { draw: drawOverCache(url) } : {};
  const source = { stack, index: follower.index, backend, ...draw };
  try {
    const counts = await exportTiles(plan, source, archive, () => undefined);
    await archive.finish(plan.about);
    return { plan, counts };
  } catch (error) {
    await archive.abandon();
    throw error;
  }
}

/** WMTS's answer for a tile. */
const wmtsTile = (z: number, row: number, column: number, extension: string, layer = 'VHR') =>
  cache.get(`/cache/ows/wmts/1.0.0/${layer}/default/WebMercatorQuad/${z}/${row}/${column}.${extension}`);

async function openPmtiles(file: string): Promise<PMTiles> {
  const content = await readFile(join(directory, file));
  return new PMTiles({
    getKey: () => file,
    getBytes: async (offset, length) => ({
      data: Uint8Array.from(content.subarray(offset, offset + length)).buffer,
    }),
  });
}

describe('MBTiles', () => {
  test('are opened by GDAL, at the right place, with the picture that WMTS has', async () => {
    const { counts } = await exportTo('picture.mbtiles', { layer: 'VHR', minZoom: 7, maxZoom: 9 });
    expect(counts.written).toBe(counts.total - counts.empty);
    const dataset = gdal.open(join(directory, 'picture.mbtiles'));
    expect(dataset.driver.description).toBe('MBTiles');
    expect(dataset.srs?.getAuthorityCode(null)).toBe('3857');
    const [left, pixel, , top] = dataset.geoTransform!;
    const { resolution } = matrixAt(MERCATOR, 9);
    expect(pixel).toBeCloseTo(resolution, 6);
    const { x: width, y: height } = dataset.rasterSize;
    const bands = await Promise.all(
      [1, 2, 3, 4].map((band) => dataset.bands.get(band).pixels.readAsync(0, 0, width, height)),
    );
    // Where its first pixel lies on the map of all pixels of the zoom.
    const [x0, y0] = [(left! - MERCATOR.origin[0]) / resolution, (MERCATOR.origin[1] - top!) / resolution];
    let compared = 0;
    for (let row = Math.floor(y0 / 256); row * 256 < y0 + height; row += 1) {
      for (let column = Math.floor(x0 / 256); column * 256 < x0 + width; column += 1) {
        const tile = await rgbaOf((await wmtsTile(9, row, column, 'png')).rawPayload);
        for (let y = 0; y < 256; y += 1) {
          for (let x = 0; x < 256; x += 1) {
            const [px, py] = [column * 256 + x - Math.round(x0), row * 256 + y - Math.round(y0)];
            if (px < 0 || py < 0 || px >= width || py >= height) continue;
            const at = (y * 256 + x) * 4;
            if (tile[at + 3] === 0) expect(bands[3]![py * width + px]).toBe(0);
            else if (bands.some((band, i) => band[py * width + px] !== tile[at + i]))
              throw new Error(`pixel ${px} ${py} differs`);
            compared += tile[at + 3] === 0 ? 0 : 1;
          }
        }
      }
    }
    expect(compared).toBeGreaterThan(100_000);
    dataset.close();
  });

  test('say what they are', async () => {
    const words = { layer: 'VHR', minZoom: 7, maxZoom: 8, time: '2018', attribution: '© us', format: 'jpeg' };
    await exportTo('about.mbtiles', words);
    const database = new DatabaseSync(join(directory, 'about.mbtiles'), { readOnly: true });
    const rows = database.prepare('select name, value from metadata').all() as {
      name: string;
      value: string;
    }[];
    expect(Object.fromEntries(rows.map(({ name, value }) => [name, value]))).toEqual({
      ...{
        name: 'Very high',
        description: 'Pictures – 2018',
        attribution: '© us',
        type: 'overlay',
        version: '1',
      },
      ...{ format: 'jpg', minzoom: '7', maxzoom: '8', bounds: '10.1,40.1,11.1,41.1', center: '10.6,40.6,7' },
    });
    const [{ application_id: id } = {}] = database.prepare('pragma application_id').all();
    expect(id).toBe(0x4d504258);
    const tile = database.prepare(
      'select tile_data from tiles where zoom_level = 8 and tile_column = 135 and tile_row = ?',
    );
    const { tile_data: body } = tile.get(255 - 96) as { tile_data: Uint8Array };
    expect(Buffer.from(body).equals((await wmtsTile(8, 96, 135, 'jpg')).rawPayload)).toBe(true);
    database.close();
  });
});

describe('PMTiles', () => {
  test('have WMTS’s very bytes, and nothing where nothing shows', async () => {
    const { plan, counts } = await exportTo('all.pmtiles', { layer: 'VHR', format: 'webp', maxZoom: 9 });
    const archive = await openPmtiles('all.pmtiles');
    expect(await archive.getHeader()).toMatchObject({
      tileType: 4,
      minZoom: 0,
      maxZoom: 9,
      numAddressedTiles: counts.written,
    });
    for (const cover of plan.covers) {
      for (const { zoom, tiles } of cover.blocks(4)) {
        for (const { column, row } of tiles) {
          const tile = await wmtsTile(zoom, row, column, 'webp');
          const found = await archive.getZxy(zoom, column, row);
          if (found) expect(Buffer.from(found.data).equals(tile.rawPayload)).toBe(true);
          else
            expect((await rgbaOf(tile.rawPayload)).every((value, i) => i % 4 !== 3 || value === 0)).toBe(
              true,
            );
        }
      }
    }
    expect(await archive.getZxy(10, 0, 0)).toBeUndefined();
  });

  test('have equal tiles once', async () => {
    const { counts } = await exportTo('plain.pmtiles', { layer: 'PLAIN', minZoom: 11, maxZoom: 11 });
    const header = await (await openPmtiles('plain.pmtiles')).getHeader();
    expect(header.numAddressedTiles).toBe(counts.written);
    expect(header.numTileContents).toBeLessThan(counts.written / 1.5);
    expect(header.numTileEntries).toBeLessThan(counts.written);
  });
});

test('mixed tiles become PNG, as they look', async () => {
  const { counts } = await exportTo('mixed.pmtiles', {
    layer: 'VHR',
    format: 'mixed',
    minZoom: 11,
    maxZoom: 11,
  });
  expect(counts.converted).toBeGreaterThan(0);
  expect(counts.converted).toBeLessThan(counts.written);
  const archive = await openPmtiles('mixed.pmtiles');
  // Inside the scene: kept as JPEG.
  const kept = await wmtsTile(11, 770, 1084, 'mixed');
  expect(kept.headers['content-type']).toBe('image/jpeg');
  const { data } = (await archive.getZxy(11, 1084, 770))!;
  expect(await sharp(Buffer.from(data)).metadata()).toMatchObject({ format: 'png' });
  expect((await rgbaOf(Buffer.from(data))).equals(await rgbaOf(kept.rawPayload))).toBe(true);
});

test('without drawing, what is not kept is counted and left out; drawn once, it is there', async () => {
  const words = { layer: 'VHR', format: 'png', minZoom: 11, maxZoom: 11 };
  const first = await exportTo('kept.pmtiles', words, false);
  expect([first.counts.written, first.counts.missing]).toEqual([0, first.counts.total]);
  cache.drawn.splice(0);
  const { counts } = await exportTo('drawn.pmtiles', words);
  expect(counts).toMatchObject({ missing: 0, total: counts.written });
  expect(counts.asked).toBeGreaterThan(0);
  const drawings = cache.drawn.length;
  expect(drawings).toBeLessThan(counts.written / 8);
  const again = await exportTo('again.pmtiles', words, false);
  expect(again.counts).toMatchObject({ missing: 0, asked: 0, written: counts.written });
  expect(cache.drawn).toHaveLength(drawings);
});

test('a box and tiles of 512 pixels', async () => {
  const box = { crs: 'EPSG:4326', minX: 10.2, minY: 40.2, maxX: 10.3, maxY: 40.3 };
  const { plan, counts } = await exportTo('box.pmtiles', {
    ...{ layer: 'VHR', tileMatrixSet: 'Large', minZoom: 9, maxZoom: 9, box },
  });
  expect(plan.about.bounds).toEqual([10.2, 40.2, 10.3, 40.3]);
  expect(counts.written).toBe(1);
});

test.each([
  [{ layer: 'NONE' }, /'NONE'.*VHR/],
  [
    { layer: 'VHR', tileMatrixSet: 'WorldCRS84Quad' },
    /WorldCRS84Quad.*Web Mercator.*allowed are WebMercatorQuad, Large/,
  ],
  [{ layer: 'VHR', tileMatrixSet: 'Moon' }, /'Moon'.*WebMercatorQuad/],
  [{ layer: 'VHR', minZoom: 3, maxZoom: 13 }, /3-13.*allowed are 0-12/],
  [{ layer: 'VHR', time: 'soon' }, /'soon'/],
  [{ layer: 'VHR', format: 'gif' }, /'gif'.*image\/png/],
])('%j is refused', async (words, message) => {
  await expect(exportTo('refused.mbtiles', words)).rejects.toThrow(message);
});

test('where drawing fails nothing is left behind', async () => {
  const before = await readdir(directory);
  const { stack, follower } = cache.stack;
  const plan = planExport({ layer: 'VHR', format: 'webp', minZoom: 12, maxZoom: 12 }, stack, follower.index);
  const archive = archiveFormats['mbtiles']!(join(directory, 'failed.mbtiles'));
  const draw = () => Promise.reject(new Error('away'));
  const source = { stack, index: follower.index, backend: cacheContext(cache.stack).backend, draw };
  await expect(exportTiles(plan, source, archive, () => undefined)).rejects.toThrow('away');
  await archive.abandon();
  expect(await readdir(directory)).toEqual(before);
});
