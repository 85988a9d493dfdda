import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Coverage } from '@pvs/core/catalogue/product';
import { createApp } from '@pvs/core/http/create-app';
import { addScene, productOf, storeScene, type TestScene } from '@pvs/core/testing/add-scene';
import { registerProduct } from '@pvs/core/catalogue/register-product';
import { drawMetatile } from '@pvs/renderer/draw-metatile';
import { rendererContext } from '@pvs/renderer/renderer-context';
import { answerOws } from '@pvs/renderer/requests/answer-ows';
import { cacheContext } from '../src/cache-context.ts';
import { cachePlugin } from '../src/plugin.ts';
import { ask, startCache, type TestCache } from './start-cache.ts';

let cache: TestCache;

/** Products side by side and over each other in the metatile of zoom 7 that begins at 11.25° E, 45° N. */
const strip = (i: number): TestScene => ({
  identifier: `OLD${i}`,
  collection: 'VHR',
  box: { crs: 'EPSG:4326', minX: 11.4 + i * 0.5, minY: 40, maxX: 12.4 + i * 0.5, maxY: 44 },
  time: `2018-0${i + 1}`,
  color: (x, y) => [x * 4, y * 4, i * 60],
});
const added: TestScene = {
  ...{ identifier: 'NEW', collection: 'VHR', time: '2018-09', color: [250, 250, 0] },
  box: { crs: 'EPSG:4326', minX: 11.6, minY: 42.6, maxX: 12.1, maxY: 43.1 },
};
const coverages: Coverage[] = [];

beforeAll(async () => {
  cache = await startCache('stack: test\ntitle: Test\ncollections: [{ id: VHR }, { id: OTHER }]\n');
  const { stack } = cache;
  for (const i of [0, 1, 2]) coverages.push((await addScene(stack, strip(i))).coverages[0]!);
});

beforeEach(() => void cache.drawn.splice(0));
afterAll(() => cache.stop());

const path = (extension: string, layer = 'VHR', column = 136, row = 33) =>
  `/cache/tiles/${layer}/WorldCRS84Quad/7/${column}/${row}.${extension}`;

/** A cache with a renderer that has read nothing yet. */
async function coldRenderer(): Promise<FastifyInstance> {
  const { stack } = cache;
  const context = rendererContext(stack);
  const app = createApp(stack.log, []);
  await app.register(cachePlugin, {
    context: cacheContext(stack),
    renderer: { draw: drawMetatile(context), ows: answerOws(context) },
  });
  return app;
}

test('a product on top is drawn over what is kept of the metatile, and what lies below is not even read', async () => {
  const { stack } = cache;
  const before = await cache.get(path('png'));
  expect(cache.drawn.map(({ tiles }) => tiles.length)).toEqual([8]);
  cache.drawn.splice(0);
  await addScene(stack, added);
  for (const { objectKey } of coverages) await stack.store.remove(objectKey);
  const app = await coldRenderer();
  const { statusCode, headers } = await ask(app, path('png'));
  await app.close();
  for (const i of [0, 1, 2]) await storeScene(stack, strip(i));
  expect([statusCode, headers['x-tile-origin'], headers['etag'] === before.headers['etag']]).toEqual([
    200,
    'miss',
    false,
  ]);
});

test('the tiles of a metatile that the product does not touch are not drawn again', async () => {
  const { stack } = cache;
  const again = { ...added, identifier: 'NEWER', time: '2018-10' };
  await registerProduct(stack.db, productOf(again, await storeScene(stack, again)));
  await stack.follower.catchUp();
  await cache.get(path('png'));
  expect(cache.drawn).toHaveLength(1);
  const [{ added: count, tiles, products }] = cache.drawn as [(typeof cache.drawn)[number]];
  expect([count, products[0]?.identifier]).toEqual([1, 'NEWER']);
  expect(tiles.map(({ column, row, base }) => [column, row, base !== undefined])).toEqual([[136, 33, true]]);
});

test('a tile kept as PNG becomes a JPEG without its products being read', async () => {
  const { stack } = cache;
  for (const { objectKey } of coverages) await stack.store.remove(objectKey);
  const app = await coldRenderer();
  const answers = [await ask(app, path('jpg')), await ask(app, path('webp'))];
  await app.close();
  for (const i of [0, 1, 2]) await storeScene(stack, strip(i));
  expect(answers.map(({ statusCode, headers }) => [statusCode, headers['content-type']])).toEqual([
    [200, 'image/jpeg'],
    [200, 'image/webp'],
  ]);
});

test.each([
  ['below the others', { identifier: 'OLDEST', time: '2017' }],
  ['in place of one of them', { identifier: 'OLD1', time: '2018-02' }],
])('with a product %s all is drawn', async (_, changes) => {
  await cache.get(path('png'));
  cache.drawn.splice(0);
  await addScene(cache.stack, { ...added, ...changes });
  await cache.get(path('png'));
  expect(cache.drawn.map(({ tiles }) => tiles.some(({ base }) => base?.length))).toEqual([false]);
});

test('nothing is laid over a JPEG, nor over outlines', async () => {
  const whole = { crs: 'EPSG:4326', minX: 20, minY: 30, maxX: 30, maxY: 40 };
  await addScene(cache.stack, { ...strip(0), identifier: 'WIDE', collection: 'OTHER', box: whole });
  const paths = [path('mixed', 'OTHER', 145, 36), path('png', 'OTHER__outlined', 145, 36)];
  for (const one of paths) await cache.get(one);
  const over = { crs: 'EPSG:4326', minX: 24, minY: 38, maxX: 24.5, maxY: 39 };
  await addScene(cache.stack, { ...added, identifier: 'OVER', collection: 'OTHER', box: over });
  cache.drawn.splice(0);
  for (const one of paths) expect((await cache.get(one)).headers['x-tile-origin']).toBe('miss');
  expect(cache.drawn.flatMap(({ tiles }) => tiles.filter(({ base }) => base?.length))).toEqual([]);
});

test('an empty tile is kept as an empty object, and is a base like any other', async () => {
  const { stack } = cache;
  const hollow = { ...strip(1), identifier: 'HOLLOW', time: '2017', collection: 'OTHER' };
  const coverage = await storeScene(stack, hollow);
  const square = [50, 54, 54, 50, 50].map((lon, i) => [lon, i < 2 || i === 4 ? 10 : 14] as [number, number]);
  await registerProduct(stack.db, {
    ...productOf(hollow, coverage),
    footprint: { type: 'MultiPolygon', coordinates: [[square]] },
  });
  await stack.follower.catchUp();
  const at = path('png', 'OTHER', 165, 55);
  expect((await cache.get(at)).headers['x-tile-origin']).toBe('miss');
  const sizes = new Set<number>();
  for await (const { sizeBytes } of cacheContext(stack).backend.list('OTHER/WorldCRS84Quad/7/165/'))
    sizes.add(sizeBytes);
  expect([...sizes]).toEqual([0]);
  cache.drawn.splice(0);
  const box = { crs: 'EPSG:4326', minX: 52, minY: 11.5, maxX: 52.5, maxY: 12 };
  await addScene(stack, { ...added, identifier: 'INSIDE', collection: 'OTHER', box });
  await cache.get(at);
  expect(cache.drawn.map((one) => [one.added, one.tiles[0]?.base?.length])).toEqual([[1, 0]]);
});
