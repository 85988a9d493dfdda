import type { AddressInfo } from 'node:net';
import { register } from 'prom-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addScene, removeScene, type TestScene } from '@pvs/core/testing/add-scene';
import { startCache, type TestCache } from './start-cache.ts';

let cache: TestCache;
let url: string;

const scene: TestScene = {
  identifier: 'A',
  collection: 'VHR',
  box: { crs: 'EPSG:4326', minX: 10.1, minY: 40.1, maxX: 11.1, maxY: 41.1 },
  time: '2018-06-01',
  color: (x, y) => [x * 3, y * 3, 90],
};

beforeAll(async () => {
  cache = await startCache('stack: test\ntitle: T\ncollections: [{ id: VHR }]\n');
  await addScene(cache.stack, scene);
  await cache.app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(cache.app.server.address() as AddressInfo).port}/cache/tiles/VHR/WebMercatorQuad`;
});

afterAll(() => cache.stop());

const FULL = '/8/135/96.png';
const EMPTY = '/8/1/1.png';

async function get(path: string, init: RequestInit = {}) {
  const response = await fetch(url + path, init);
  const { date: _, connection: __, 'keep-alive': ___, ...headers } = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) };
}

test.each([FULL, EMPTY])(
  '%s is answered again as it was the first time, but for where it came from',
  async (path) => {
    const { headers: first, ...rest } = await get(path);
    for (let n = 0; n < 3; n += 1) {
      const { headers, ...again } = await get(path);
      expect(again).toEqual(rest);
      expect({ ...headers, 'x-tile-origin': '' }).toEqual({ ...first, 'x-tile-origin': '' });
    }
  },
);

test('who has the tile gets 304, with what a 304 is to say', async () => {
  const { headers } = await get(FULL);
  const answer = await get(FULL, { headers: { 'if-none-match': headers['etag']! } });
  expect([answer.status, answer.body.length]).toEqual([304, 0]);
  expect(answer.headers).toMatchObject({
    etag: headers['etag'],
    'cache-control': 'no-cache',
    'access-control-allow-origin': '*',
  });
  expect((await get(FULL, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
});

test('each tile is counted once, by where it came from and as GetTile, however it was answered', async () => {
  register.resetMetrics();
  const { headers } = await get('/8/135/95.png');
  for (let n = 0; n < 3; n += 1) await get('/8/135/95.png');
  await get('/8/135/95.png', { headers: { 'if-none-match': headers['etag']! } });
  await get('/8/2/2.png');
  const counted = async (name: string) =>
    (await register.getSingleMetric(name)!.get()).values.map(({ labels, value }) => [labels, value]);
  const [service, operation] = ['XYZ', 'GetTile'];
  expect(await counted('pvs_cache_tiles_total')).toEqual([
    [{ origin: headers['x-tile-origin'] }, 1],
    [{ origin: 'hit' }, 3],
    [{ origin: 'revalidated' }, 1],
    [{ origin: 'empty' }, 1],
  ]);
  expect(await counted('pvs_http_requests_total')).toEqual([
    [{ service, operation, status: '2xx' }, 5],
    [{ service, operation, status: '3xx' }, 1],
  ]);
});

test('HEAD and other methods go the long way', async () => {
  await get(FULL);
  const head = await get(FULL, { method: 'HEAD' });
  expect([head.status, head.body.length]).toEqual([200, 0]);
  expect((await get(FULL, { method: 'DELETE' })).status).toBe(404);
});

test('a change of the catalogue is seen at once', async () => {
  const before = await get(FULL);
  await get(FULL);
  await addScene(cache.stack, { ...scene, identifier: 'B', time: '2018-07-01', color: [1, 2, 3] });
  const after = await get(FULL);
  expect(after.headers['etag']).not.toBe(before.headers['etag']);
  expect(after.body.equals(before.body)).toBe(false);
  await removeScene(cache.stack, 'B');
  expect((await get(FULL)).headers['etag']).toBe(before.headers['etag']);
});
