import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { createLog } from '@pvs/core/observe/log';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { connectRedis } from '@pvs/core/queue/redis';
import { startRedis, type TestRedis } from '@pvs/core/testing/redis-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeRaster, makeReport, makeTar } from './testing/make-package.ts';

let root: string;
let server: TestRedis;
let redis: ScriptedRedis;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pvs-preprocessor-'));
  server = await startRedis();
  redis = connectRedis(server.url, createLog('test', 'silent'));
  await mkdir(join(root, 'storage'));
  await writeFile(join(root, 'stack.yml'), 'stack: test\ntitle: Test\ncollections: [{ id: TEST }]\n');
  const size = { widthPx: 6000, heightPx: 6000 };
  const image = await readFile(await makeRaster(join(root, 'image.tif'), size));
  await makeTar(join(root, 'storage/a.tar'), { 'r.xml': makeReport('A'), 'image.tif': image });
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
  await rm(root, { recursive: true, force: true });
});

const start = (): ChildProcess =>
  fork(join(import.meta.dirname, 'main.ts'), {
    env: {
      PATH: process.env['PATH'],
      PVS_REDIS_URL: server.url,
      PVS_STORAGE_URL: pathToFileURL(join(root, 'storage')).href,
      PVS_CONFIG: join(root, 'stack.yml'),
      PVS_DATA_DIR: root,
      PVS_PORT: '0',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });

async function until(holds: () => Promise<unknown>): Promise<void> {
  while (!(await holds())) await sleep(20);
}
const isInWork = () => redis.sismember('preprocessing_set', 'a.tar');
const isDone = () => redis.sismember('preprocess-success_set', 'a.tar');

it('finishes an item that was in work when the process was killed, and clears what that left', async () => {
  const work = join(root, 'work/preprocess');
  const first = start();
  await redis.lpush('preprocess_queue', 'a.tar');
  await until(isInWork);
  first.kill('SIGKILL');
  await once(first, 'exit');
  expect(await isDone()).toBe(0);
  // Its heartbeat ends by itself; not waiting for that.
  await redis.del(...(await redis.keys('preprocess_heartbeat:*')));
  const second = start();
  await until(isDone);
  expect(await redis.lrange('register_queue', 0, -1)).toEqual(['a']);
  await until(async () => (await readdir(work)).length === 0);
  second.kill('SIGTERM');
  expect(await once(second, 'exit')).toEqual([0, null]);
}, 90_000);

it('ends when the process that started it is gone', async () => {
  const child = start();
  await until(() => redis.scard('preprocess_workers'));
  child.disconnect();
  expect(await once(child, 'exit')).toEqual([0, null]);
}, 60_000);
