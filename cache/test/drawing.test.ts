import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { registerProduct, removeProduct } from '@pvs/core/catalogue/register-product';
import { createApp } from '@pvs/core/http/create-app';
import { connectRedis } from '@pvs/core/queue/redis';
import { addScene, productOf, storeScene, type TestScene } from '@pvs/core/testing/add-scene';
import { cacheContext } from '../src/cache-context.ts';
import { httpRenderer } from '../src/http-renderer.ts';
import { cachePlugin } from '../src/plugin.ts';
import { createDrawLeases } from '../src/tiles/draw-lease.ts';
import { createMadeOnce } from '../src/tiles/made-once.ts';
import { ask, startCache, type TestCache } from './start-cache.ts';

let cache: TestCache;

const box = (minX: number, minY: number) => ({
  crs: 'EPSG:4326',
  minX,
  minY,
  maxX: minX + 1,
  maxY: minY + 1,
});
const scene: TestScene = {
  identifier: 'A',
  collection: 'VHR',
  box: box(10.1, 40.1),
  time: '2018-06-01',
  color: (x, y) => [x * 3, y * 3, 90],
};

beforeAll(async () => {
  cache = await startCache(`
stack: test
title: Test
collections: [{ id: VHR }]
`);
  await addScene(cache.stack, scene);
});

beforeEach(() => void cache.drawn.splice(0));
afterAll(() => cache.stop());

const path = (z: number, x: number, y: number) => `/cache/tiles/VHR/WebMercatorQuad/${z}/${x}/${y}.png`;

describe('across processes', () => {
  test('requests at twenty of them for one cold metatile draw it once', async () => {
    const replicas = await Promise.all(Array.from({ length: 20 }, () => cache.another()));
    const paths = replicas.map((_, i) => path(12, 2164 + (i % 4), 1536 + (Math.floor(i / 4) % 4)));
    const answers = await Promise.all(replicas.map((replica, i) => ask(replica, paths[i]!)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(paths.map(() => 200));
    expect(cache.drawn).toHaveLength(1);
  });

  test('the lease of a drawer that died ends, and another draws', async () => {
    const { redis, log } = cache.stack;
    const dying = redis.duplicate() as typeof redis;
    await dying.ping();
    await createDrawLeases(dying, log, 600).take('tile');
    const others = createDrawLeases(redis, log, 600);
    // Alive, it keeps its lease for longer than one lasts.
    await sleep(900);
    expect(await others.take('tile')).toBeUndefined();
    dying.disconnect();
    await expect.poll(() => others.take('tile'), { timeout: 3000 }).toBeTypeOf('function');
  });

  test('only its holder gives a lease back', async () => {
    const { redis, log } = cache.stack;
    const leases = createDrawLeases(redis, log, 200);
    const release = await leases.take('mine');
    await redis.flushdb();
    const next = await leases.take('mine');
    await release?.();
    expect(await leases.take('mine')).toBeUndefined();
    await next?.();
    expect(await leases.take('mine')).toBeTypeOf('function');
  });

  test('what another does not finish is waited for as long as a drawing may take', async () => {
    const { redis, log } = cache.stack;
    const leases = createDrawLeases(redis, log);
    const release = await leases.take('slow');
    const made = createMadeOnce(leases, 100)(
      'slow',
      async () => undefined,
      async () => 'made',
    );
    await expect(made).rejects.toMatchObject({ kind: 'SourceUnavailable', code: 'StillDrawing' });
    await release?.();
  });

  test('without Redis tiles are drawn all the same', async () => {
    const away = connectRedis('redis://127.0.0.1:1', cache.stack.log);
    const replica = await cache.another({ redis: away });
    const { statusCode, headers } = await ask(replica, path(11, 1084, 770));
    away.disconnect();
    expect([statusCode, headers['x-tile-origin']]).toEqual([200, 'miss']);
  });
});

describe('a tile that cannot be drawn', () => {
  const address = path(9, 270, 192);
  const later = { ...scene, identifier: 'LATER', time: '2018-07-01', color: [1, 2, 3] as const };

  test('is served as it was before the change, with a warning and kept by nobody', async () => {
    const { stack } = cache;
    const before = await cache.get(address);
    const coverage = await storeScene(stack, later);
    await registerProduct(stack.db, productOf(later, coverage));
    await stack.store.remove(coverage.objectKey);
    await stack.follower.catchUp();
    const stale = await cache.get(address);
    expect(stale.headers).toMatchObject({
      'x-tile-origin': 'stale',
      'cache-control': 'no-store',
      warning: '111 - "Revalidation Failed"',
      etag: before.headers['etag'],
    });
    expect(stale.rawPayload.equals(before.rawPayload)).toBe(true);
    await storeScene(stack, later);
    const fresh = await cache.get(address);
    expect([fresh.headers['x-tile-origin'], fresh.headers['etag'] === before.headers['etag']]).toEqual([
      'miss',
      false,
    ]);
    await removeProduct(stack.db, 'LATER');
    await stack.follower.catchUp();
    expect((await cache.get(address)).headers['etag']).toBe(before.headers['etag']);
  });

  test('and was never kept before fails, rather than being empty', async () => {
    const { stack } = cache;
    const alone = { ...later, identifier: 'ALONE', box: box(50.1, 40.1) };
    const coverage = await storeScene(stack, alone);
    await registerProduct(stack.db, productOf(alone, coverage));
    await stack.store.remove(coverage.objectKey);
    await stack.follower.catchUp();
    const { statusCode, headers } = await cache.get(path(9, 327, 192));
    expect([statusCode, headers['cache-control'], headers['retry-after']]).toEqual([503, 'no-store', '5']);
  });
});

test('a renderer that hangs gives 503 with Retry-After after the deadline, while kept tiles are served', async () => {
  const hanging = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(hanging, 'listening');
  const { port } = hanging.address() as AddressInfo;
  const kept = path(10, 541, 385);
  await cache.get(kept);
  const app = createApp(cache.stack.log, []);
  const renderer = httpRenderer(`http://127.0.0.1:${port}`, 300);
  await app.register(cachePlugin, { context: cacheContext(cache.stack), renderer });
  const [cold, warm] = [await ask(app, path(12, 2170, 1545)), await ask(app, kept)];
  expect([cold.statusCode, cold.headers['retry-after'], cold.headers['cache-control']]).toEqual([
    503,
    '5',
    'no-store',
  ]);
  expect([warm.statusCode, warm.headers['x-tile-origin']]).toEqual([200, 'hit']);
  await app.close();
  hanging.closeAllConnections();
  hanging.close();
});
