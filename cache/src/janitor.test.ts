import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseStack } from '@pvs/core/config/load-stack';
import { CACHE_SIZE_KEY, type CacheSize } from '@pvs/core/observe/cache-size';
import { createLog } from '@pvs/core/observe/log';
import { connectRedis } from '@pvs/core/queue/redis';
import { startRedis, type TestRedis } from '@pvs/core/testing/redis-server';
import { until } from '@pvs/core/testing/until';
import { directoryBackend } from './backends/directory-backend.ts';
import { measureTiles } from './backends/measure-tiles.ts';
import { startJanitor } from './janitor.ts';

const log = createLog('test', 'silent');
const YAML = 'stack: t\ntitle: T\ncollections: [{ id: A }]\ncache: { maxBytes: 1048576 }\n';
let server: TestRedis;
let directory: string;

beforeAll(async () => {
  [server, directory] = await Promise.all([startRedis(), mkdtemp(join(tmpdir(), 'pvs-janitor-'))]);
});
afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

test('two caches on one directory count it once, and remove what is too much', async () => {
  const backend = directoryBackend(directory);
  for (let row = 0; row < 15; row += 1)
    await backend.put(`A/WebMercatorQuad/4/0/${row}-hash.png`, Buffer.alloc(100_000));
  const redis = connectRedis(server.url, log);
  const context = { backend, redis, log, stack: parseStack(YAML, 't.yml') };
  const janitors = [startJanitor(context), startJanitor(context)];
  await until(async () => (await measureTiles(backend)).sizeBytes < 1_048_576);
  const size = JSON.parse((await redis.get(CACHE_SIZE_KEY)) ?? '{}') as CacheSize;
  expect(size).toMatchObject({ tiles: 15, sizeBytes: 1_500_000 });
  expect(size.zooms).toEqual([
    { collection: 'A', tileMatrixSet: 'WebMercatorQuad', zoom: 4, tiles: 15, sizeBytes: 1_500_000 },
  ]);
  await Promise.all(janitors.map((janitor) => janitor.stop()));
  redis.disconnect();
  backend.close();
});
