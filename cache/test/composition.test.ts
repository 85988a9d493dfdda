import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addScene, type TestScene } from '@pvs/core/testing/add-scene';
import { cacheContext } from '../src/cache-context.ts';
import { ask, rgbaOf, startCache, type TestCache } from './start-cache.ts';

let cache: TestCache;

/** Small scenes all over four tiles of zoom 5 (5.625°), which are one of zoom 4. */
const scene = (i: number): TestScene => ({
  identifier: `S${i}`,
  collection: 'VHR',
  box: {
    crs: 'EPSG:4326',
    minX: 11.5 + (i % 5) * 2.1,
    minY: 34 + Math.floor(i / 5) * 2.6,
    maxX: 13.5 + (i % 5) * 2.1,
    maxY: 36.4 + Math.floor(i / 5) * 2.6,
  },
  time: `2018-01-${10 + i}`,
  color: (x, y) => [x * 3, y * 3, 40 + i * 10],
});

beforeAll(async () => {
  cache = await startCache(`
stack: test
title: Test
collections: [{ id: VHR }]
cache: { metatile: 2, compose: { maxZoom: 5, minProducts: 4 } }
limits: { maxProductsPerMap: 10 }
`);
  for (let i = 0; i < 20; i += 1) await addScene(cache.stack, scene(i));
});

beforeEach(() => void cache.drawn.splice(0));
afterAll(() => cache.stop());

const path = (z: number, x: number, y: number, extension = 'png') =>
  `/cache/tiles/VHR/WorldCRS84Quad/${z}/${x}/${y}.${extension}`;

test('a tile of many products is composed of those below, and these are drawn where they are missing', async () => {
  const composed = await cache.get(path(4, 17, 4));
  expect([composed.statusCode, composed.headers['x-tile-origin']]).toEqual([200, 'miss']);
  expect(new Set(cache.drawn.map(({ range }) => range.zoom))).toEqual(new Set([6]));
  expect((await cache.get(path(4, 17, 4))).headers['x-tile-origin']).toBe('hit');
  // Drawn alone it could show ten products only.
  const opaque = (await rgbaOf(composed.rawPayload)).filter((value, i) => i % 4 === 3 && value === 255);
  expect(opaque.length / 65_536).toBeGreaterThan(0.7);
});

test('a new product is drawn on the tiles it touches, and goes up from there', async () => {
  const before = await cache.get(path(4, 17, 4));
  cache.drawn.splice(0);
  const box = { crs: 'EPSG:4326', minX: 12, minY: 35, maxX: 12.4, maxY: 35.4 };
  await addScene(cache.stack, { ...scene(0), identifier: 'NEW', time: '2019', box });
  const after = await cache.get(path(4, 17, 4));
  expect([after.statusCode, after.headers['etag'] === before.headers['etag']]).toEqual([200, false]);
  expect(cache.drawn.map(({ added, tiles }) => [added, tiles.length])).toEqual([[1, 1]]);
});

test.each(['jpg', 'mixed', 'webp'])('as .%s it looks as it does as PNG', async (extension) => {
  const [a, b] = [await cache.get(path(4, 17, 4)), await cache.get(path(4, 17, 4, extension))];
  const [exact, lossy] = [await rgbaOf(a.rawPayload), await rgbaOf(b.rawPayload)];
  let [sum, count] = [0, 0];
  for (let i = 0; i < exact.length; i += 4) {
    if (exact[i + 3] !== 255) continue;
    sum += Math.abs(exact[i]! - lossy[i]!) + Math.abs(exact[i + 1]! - lossy[i + 1]!);
    count += 2;
  }
  expect(sum / count).toBeLessThan(4);
});

test('replicas that are asked at once draw and compose each tile once together', async () => {
  const box = { crs: 'EPSG:4326', minX: 56.5, minY: 34, maxX: 66, maxY: 44.5 };
  for (let i = 0; i < 5; i += 1) await addScene(cache.stack, { ...scene(i), identifier: `EAST${i}`, box });
  cache.drawn.splice(0);
  const kept: string[] = [];
  const replicas = await Promise.all(
    Array.from({ length: 4 }, () => {
      const { backend } = cacheContext(cache.stack);
      const put = (key: string, body: Buffer) => (kept.push(key), backend.put(key, body));
      return cache.another({ backend: { ...backend, put } });
    }),
  );
  const answers = await Promise.all(
    [...replicas, ...replicas].map((replica, i) =>
      ask(replica, path(i % 2 === 0 ? 4 : 3, i % 2 === 0 ? 21 : 10, i % 2 === 0 ? 4 : 2)),
    ),
  );
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 200));
  expect(new Set(answers.map(({ rawPayload }) => rawPayload.toString('base64'))).size).toBe(2);
  expect(kept.filter((key, i) => kept.indexOf(key) !== i)).toEqual([]);
  expect(kept.some((key) => key.includes('/3/10/'))).toBe(true);
  const drawn = cache.drawn.flatMap(({ range, tiles }) =>
    tiles.map(({ column, row }) => `${range.zoom}/${column}/${row}`),
  );
  expect(drawn.filter((tile, i) => drawn.indexOf(tile) !== i)).toEqual([]);
});

test('where too much is missing it is drawn, under another ETag, until what lies below is there', async () => {
  const box = { crs: 'EPSG:4326', minX: -180, minY: 45, maxX: -135, maxY: 90 };
  for (let i = 0; i < 4; i += 1) await addScene(cache.stack, { ...scene(i), identifier: `WIDE${i}`, box });
  const planned = (await cache.get(path(2, 0, 0), { 'if-none-match': '*' })).headers['etag'];
  const drawn = await cache.get(path(2, 0, 0));
  expect([drawn.statusCode, drawn.headers['etag'] === planned]).toEqual([200, false]);
  expect(cache.drawn.map(({ range }) => range.zoom)).toEqual([2]);
  const again = await cache.get(path(2, 0, 0));
  expect([again.headers['x-tile-origin'], again.headers['etag']]).toEqual(['hit', drawn.headers['etag']]);
  for (const [x, y] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const)
    await cache.get(path(3, x, y));
  const composed = await cache.get(path(2, 0, 0));
  expect([composed.statusCode, composed.headers['etag']]).toEqual([200, planned]);
}, 120_000);
