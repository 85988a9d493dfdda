import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { registerProduct } from '@pvs/core/catalogue/register-product';
import { addScene, productOf, storeScene, type TestScene } from '@pvs/core/testing/add-scene';
import { findLinkedSet } from '@pvs/core/config/tile-matrix-set-link';
import { projectBox } from '@pvs/core/geometry/project-box';
import { findTileMatrixSet } from '@pvs/core/tile-matrix-set/registry';
import { tileBox, tilesIn } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import { ask, rgbaOf, startCache, type TestCache } from './start-cache.ts';

let cache: TestCache;

const box = (minX: number, minY: number, size = 1) => ({
  crs: 'EPSG:4326',
  minX,
  minY,
  maxX: minX + size,
  maxY: minY + size,
});
const ramp = (x: number, y: number) => [x * 3, y * 3, 90] as const;
const scene: TestScene = {
  identifier: 'A',
  collection: 'VHR',
  box: box(10.1, 40.1),
  time: '2018-06-01',
  color: ramp,
};

beforeAll(async () => {
  cache = await startCache(`
stack: test
title: Test
collections: [{ id: VHR }, { id: OTHER }]
tileMatrixSets:
  - { id: WebMercatorQuad, maxZoom: 12 }
  - { id: WorldCRS84Quad, minZoom: 1, maxZoom: 10 }
  - { id: UTM33WGS84Quad }
  - { id: EuropeanETRS89_LAEAQuad }
  - { id: UPSArcticWGS84Quad }
  - { id: Own, crs: 'EPSG:3035', origin: [2500000, 5500000], resolution: 2000, columns: 6, rows: 9, tileSizePx: 512 }
`);
  await addScene(cache.stack, scene);
  await addScene(cache.stack, {
    ...scene,
    identifier: 'B',
    box: box(10.6, 40.1),
    time: '2018-07-01',
    color: [9, 200, 9],
  });
  for (const [identifier, lon, lat] of [
    ['UTM', 17.1, 40.1],
    ['ARCTIC', 30.1, 80.1],
  ] as const) {
    await addScene(cache.stack, { ...scene, identifier, box: box(lon, lat) });
  }
});

beforeEach(() => void cache.drawn.splice(0));

afterAll(() => cache.stop());

/** A tile on both scenes, and one of the same metatile on neither. */
const FULL = { z: 8, x: 135, y: 96 };
const EMPTY = { z: 8, x: 100, y: 96 };
const REST = '/cache/ows/wmts/1.0.0';
const xyz = ({ z, x, y }: typeof FULL, time = '', extension = 'png', layer = 'VHR') =>
  `/cache/tiles/${layer}/WebMercatorQuad/${z}/${x}/${y}.${extension}${time === '' ? '' : `?time=${time}`}`;

function kvp({ z, x, y }: typeof FULL, changes: Record<string, string> = {}) {
  const params = { SERVICE: 'WMTS', VERSION: '1.0.0', REQUEST: 'GetTile', LAYER: 'VHR', STYLE: 'default' };
  const address = { TILEMATRIXSET: 'WebMercatorQuad', TILEMATRIX: `${z}`, TILEROW: `${y}`, TILECOL: `${x}` };
  return `/cache/ows?${new URLSearchParams({ ...params, FORMAT: 'image/png', ...address, ...changes }).toString()}`;
}

describe('a tile', () => {
  test('is the same by KVP, REST with and without a time, and XYZ', async () => {
    const { z, x, y } = FULL;
    const paths = [
      xyz(FULL),
      kvp(FULL),
      kvp(FULL, { TILEMATRIX: 'EPSG:3857:8', TILEMATRIXSET: 'GoogleMapsCompatible', TIME: 'default' }),
      `${REST}/VHR/default/WebMercatorQuad/${z}/${y}/${x}.png`,
      `${REST}/VHR/default/default/WebMercatorQuad/${z}/${y}/${x}.png`,
      `${REST}/VHR/default/2018--2018/WebMercatorQuad/${z}/${y}/${x}.png`,
    ];
    const first = await cache.get(xyz(FULL));
    expect(first.headers).toMatchObject({ 'content-type': 'image/png', 'cache-control': 'no-cache' });
    for (const path of paths) {
      const { rawPayload, headers } = await cache.get(path);
      expect([rawPayload.equals(first.rawPayload), headers['etag']], path).toEqual([
        true,
        first.headers['etag'],
      ]);
    }
  });

  test.each(['', '2018-06-01', 'current'])('of TIME=%j is what GetMap draws of its box', async (time) => {
    const { minX, minY, maxX, maxY } = tileBox(findTileMatrixSet('WebMercatorQuad')!, {
      zoom: 8,
      column: 135,
      row: 96,
    });
    const map = `/ows?service=WMS&version=1.3.0&request=GetMap&layers=VHR&crs=EPSG:3857&bbox=${[minX, minY, maxX, maxY].join(',')}&width=256&height=256&format=image/png&transparent=true&time=${time}`;
    const tile = await rgbaOf((await cache.get(xyz(FULL, time))).rawPayload);
    const picture = await rgbaOf((await cache.get(map)).rawPayload);
    expect(tile.filter((value, i) => Math.abs(value - picture[i]!) > 1)).toHaveLength(0);
  });

  test.each([
    ['png', 'image/png', 'png'],
    ['jpg', 'image/jpeg', 'jpeg'],
    ['jpeg', 'image/jpeg', 'jpeg'],
    ['webp', 'image/webp', 'webp'],
  ])('.%s is %s, empty or not', async (extension, mediaType, format) => {
    for (const address of [FULL, EMPTY]) {
      const { headers, rawPayload } = await cache.get(xyz(address, '', extension));
      expect(headers['content-type']).toBe(mediaType);
      expect(await sharp(rawPayload).metadata()).toMatchObject({ format, width: 256, height: 256 });
    }
  });

  test.each([
    ['UTM33WGS84Quad', '9', 17.5, 40.5],
    ['EuropeanETRS89_LAEAQuad', '8', 10.6, 40.6],
    ['Own', '2', 10.6, 40.6],
    ['UPSArcticWGS84Quad', '8', 30.5, 80.5],
  ])('of %s is what GetMap draws of its box', async (set, matrix, lon, lat) => {
    const link = findLinkedSet(set, cache.stack.stack.tileMatrixSets)!;
    const at = { crs: 'EPSG:4326', minX: lon, minY: lat, maxX: lon + 0.01, maxY: lat + 0.01 };
    const range = tilesIn(link.tms, Number(matrix), projectBox(at, link.tms.crs)!)!;
    const address = { zoom: Number(matrix), column: range.minColumn, row: range.minRow };
    const { minX, minY, maxX, maxY } = tileBox(link.tms, address);
    const corners = link.tms.crs === 'EPSG:3035' ? [minY, minX, maxY, maxX] : [minX, minY, maxX, maxY];
    const size = link.tms.tileSizePx;
    const map = `/ows?service=WMS&version=1.3.0&request=GetMap&layers=VHR&crs=${link.tms.crs}&bbox=${corners.join(',')}&width=${size}&height=${size}&format=image/png&transparent=true`;
    const url = `/cache/tiles/VHR/${set}/${matrix}/${address.column}/${address.row}.png`;
    const tile = await rgbaOf((await cache.get(url)).rawPayload);
    const picture = await rgbaOf((await cache.get(map)).rawPayload);
    expect(tile.some((value, i) => i % 4 === 3 && value === 255)).toBe(true);
    expect(tile.filter((value, i) => Math.abs(value - picture[i]!) > 1)).toHaveLength(0);
  });

  test('without products has the size of its set', async () => {
    for (const extension of ['png', 'jpg', 'webp']) {
      const { headers, rawPayload } = await cache.get(`/cache/tiles/VHR/Own/3/0/0.${extension}`);
      expect(headers['x-tile-origin']).toBe('empty');
      expect(await sharp(rawPayload).metadata()).toMatchObject({ width: 512, height: 512 });
    }
  });

  test('of another matrix set lies where that says', async () => {
    const { rawPayload } = await cache.get('/cache/tiles/VHR/WorldCRS84Quad/7/135/35.png');
    // Tile of 1.40625° with its corner at 9.84375, 40.78125: A begins at 10.1.
    const { data, info } = await sharp(rawPayload).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const alphaAt = (lon: number) =>
      data[(60 * info.width + Math.floor((lon - 9.84375) / (1.40625 / 256))) * 4 + 3];
    expect([alphaAt(10.09), alphaAt(10.11)]).toEqual([0, 255]);
  });
});

describe('what is kept', () => {
  test('is not drawn again, by another process neither', async () => {
    await cache.get(xyz(FULL));
    cache.drawn.splice(0);
    const again = await cache.get(xyz(FULL));
    expect([again.headers['x-tile-origin'], cache.drawn.length]).toEqual(['hit', 0]);
    const elsewhere = await ask(await cache.another(), xyz(FULL));
    expect([elsewhere.headers['x-tile-origin'], cache.drawn.length]).toEqual(['hit', 0]);
    expect(elsewhere.rawPayload.equals(again.rawPayload)).toBe(true);
  });

  test('a client that has the tile gets 304, drawn or not', async () => {
    const path = xyz({ z: 9, x: 270, y: 192 });
    const { statusCode, headers, body } = await cache.get(path, { 'if-none-match': '*' });
    expect([statusCode, body, cache.drawn.length]).toEqual([304, '', 0]);
    const full = await cache.get(path);
    expect([full.statusCode, full.headers['etag']]).toEqual([200, headers['etag']]);
    for (const known of [headers['etag'], `"x", W/${headers['etag']}`]) {
      expect((await cache.get(path, { 'if-none-match': known as string })).statusCode).toBe(304);
    }
    expect((await cache.get(path, { 'if-none-match': '"other"' })).statusCode).toBe(200);
  });

  test('two times that select the same products share one tile', async () => {
    const address = { z: 7, x: 67, y: 48 };
    const first = await cache.get(xyz(address, '2018-06-01'));
    const second = await cache.get(xyz(address, '2018-05-01/2018-06-15'));
    expect([first, second].map(({ headers }) => headers['x-tile-origin'])).toEqual(['miss', 'hit']);
    expect(second.headers['etag']).toBe(first.headers['etag']);
    const both = await cache.get(xyz(address, '2018'));
    expect(both.headers['etag']).not.toBe(first.headers['etag']);
  });

  test('a tile without products is empty without being drawn', async () => {
    const { headers, rawPayload } = await cache.get(xyz(EMPTY));
    expect([headers['x-tile-origin'], cache.drawn.length]).toEqual(['empty', 0]);
    expect((await rgbaOf(rawPayload)).every((value, i) => i % 4 !== 3 || value === 0)).toBe(true);
  });

  test('a tile on which its products show nothing is the same when drawn and when kept', async () => {
    const hollow = { ...scene, identifier: 'HOLLOW', collection: 'OTHER', box: box(30, 10) };
    const coverage = await storeScene(cache.stack, hollow);
    const wide = {
      type: 'MultiPolygon',
      coordinates: [
        [
          [
            [40, 10],
            [44, 10],
            [44, 14],
            [40, 14],
            [40, 10],
          ],
        ],
      ],
    } as const;
    await registerProduct(cache.stack.db, { ...productOf(hollow, coverage), footprint: wide });
    await cache.stack.follower.catchUp();
    const path = xyz({ z: 8, x: 157, y: 119 }, '', 'png', 'OTHER');
    const [drawn, kept] = [await cache.get(path), await cache.get(path)];
    expect([drawn, kept].map(({ headers }) => headers['x-tile-origin'])).toEqual(['miss', 'hit']);
    expect(kept.headers['etag']).toBe(drawn.headers['etag']);
    expect(kept.rawPayload.equals(drawn.rawPayload)).toBe(true);
  });
});

test('twenty requests at once for the tiles of a cold metatile draw it once', async () => {
  const addresses = Array.from({ length: 20 }, (_, i) => ({
    z: 12,
    x: 2164 + (i % 4),
    y: 1536 + (Math.floor(i / 4) % 4),
  }));
  const answers = await Promise.all(addresses.map((address) => cache.get(xyz(address))));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(addresses.map(() => 200));
  expect(cache.drawn).toHaveLength(1);
});

test('what cannot be drawn is unavailable, is not kept, and comes when it can be drawn', async () => {
  const gone = { ...scene, identifier: 'GONE', collection: 'OTHER', box: box(60.1, 10.1) };
  const coverage = await storeScene(cache.stack, gone);
  await registerProduct(cache.stack.db, productOf(gone, coverage));
  await cache.stack.follower.catchUp();
  await cache.stack.store.remove(coverage.objectKey);
  const address = { z: 8, x: 170, y: 120 };
  for (const path of [xyz(address, '', 'png', 'OTHER'), kvp(address, { LAYER: 'OTHER' })]) {
    const { statusCode, headers, body } = await cache.get(path);
    expect([statusCode, headers['cache-control'], headers['etag']]).toEqual([503, 'no-store', undefined]);
    expect(body).toMatch(/ExceptionText>.*GONE/);
  }
  await storeScene(cache.stack, gone);
  const { headers } = await cache.get(xyz(address, '', 'png', 'OTHER'));
  expect(headers['x-tile-origin']).toBe('miss');
});

test('a product that changed unnoticed makes the cache catch up and draw what is there now', async () => {
  const moving = { ...scene, identifier: 'MOVING', collection: 'OTHER', box: box(90.1, 10.1) };
  await addScene(cache.stack, moving);
  const path = xyz({ z: 8, x: 192, y: 120 }, '', 'png', 'OTHER');
  const before = (await cache.get(path, { 'if-none-match': '*' })).headers['etag'];
  const changed = { ...moving, color: [255, 0, 0] as const, sizePx: 90 };
  // Nothing rings the bell.
  await registerProduct(cache.stack.db, productOf(changed, await storeScene(cache.stack, changed)));
  const { statusCode, headers, rawPayload } = await cache.get(path);
  expect([statusCode, headers['etag'] === before]).toEqual([200, false]);
  expect([...(await rgbaOf(rawPayload))]).toContain(255);
  expect(cache.drawn).toHaveLength(2);
  expect((await cache.get(path, { 'if-none-match': headers['etag'] as string })).statusCode).toBe(304);
});
