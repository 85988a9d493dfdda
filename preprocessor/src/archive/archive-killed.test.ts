import { type ChildProcess, fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findRecord, landedPackages } from '@pvs/core/archive/archive-record';
import { createLog } from '@pvs/core/observe/log';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { connectRedis } from '@pvs/core/queue/redis';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { startRedis, type TestRedis } from '@pvs/core/testing/redis-server';
import { until } from '@pvs/core/testing/until';
import { afterAll, beforeAll, expect, it } from 'vitest';

const content = randomBytes(160 * 1024 ** 2);
let root: string;
let server: TestRedis;
let redis: ScriptedRedis;
let running: ChildProcess | undefined;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pvs-archive-killed-'));
  server = await startRedis();
  redis = connectRedis(server.url, createLog('test', 'silent'));
  await mkdir(join(root, 'storage/in'), { recursive: true });
  await writeFile(join(root, 'storage/in/big.tar'), content);
  const archive = `archive: { url: '${pathToFileURL(join(root, 'kept')).href}' }`;
  await writeFile(
    join(root, 'stack.yml'),
    `stack: test\ntitle: Test\ncollections: [{ id: TEST }]\n${archive}\n`,
  );
});
afterAll(async () => {
  running?.kill('SIGKILL');
  redis.disconnect();
  await server.stop();
  await rm(root, { recursive: true, force: true });
});

function start(): void {
  const env = {
    PATH: process.env['PATH'],
    PVS_REDIS_URL: server.url,
    PVS_STORAGE_URL: pathToFileURL(join(root, 'storage')).href,
    PVS_CONFIG: join(root, 'stack.yml'),
    PVS_DATA_DIR: root,
    PVS_PORT: '0',
  };
  running = fork(join(import.meta.dirname, '../main.ts'), {
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

async function kill(): Promise<void> {
  running?.kill('SIGKILL');
  await once(running!, 'exit');
  // Its heartbeat ends by itself; not waiting for that.
  await redis.del(...(await redis.keys('*_heartbeat:*')));
}

/** Whether something is being written below a directory. */
const isWriting = (directory: string) => async () =>
  (await readdir(join(root, directory, '.incoming')).catch(() => [])).length > 0;

const keysOf = async (directory: string) => {
  const keys: string[] = [];
  for await (const { key } of directoryStore(join(root, directory)).list('')) keys.push(key);
  return keys;
};

it('is whole, though the process was killed in the middle of archiving and of retrieving', async () => {
  start();
  await redis.lpush('archive_queue', 'in/big.tar');
  await until(isWriting('kept'));
  await kill();
  expect(await keysOf('kept')).toEqual([]);
  expect(await redis.hlen('archive_records')).toBe(0);
  start();
  await until(async () => (await redis.sismember('archive-success_set', 'in/big.tar')) === 1);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const [file] = (await findRecord(redis, 'in/big.tar'))?.files ?? [];
  expect(file).toMatchObject({ sizeBytes: content.length, sha256 });
  expect(new Set(await keysOf('kept'))).toEqual(new Set([file?.key, 'in/big.tar/archived.json']));

  await redis.lpush('retrieve_queue', 'in/big.tar');
  await until(isWriting('storage'));
  await kill();
  expect(await redis.llen('preprocess-md_queue')).toBe(0);
  expect((await landedPackages(redis)).size).toBe(1);
  start();
  // It is no package, so it fails there; it came, once.
  await until(async () => (await redis.sismember('preprocess-failure_set', 'in/big.tar')) === 1);
  const [landed] = [...(await landedPackages(redis)).values()];
  expect(landed).toMatchObject({ sizeBytes: content.length });
  const stored = await directoryStore(join(root, 'storage')).readWhole(landed?.at ?? '', content.length);
  expect(stored?.body.equals(content)).toBe(true);
}, 90_000);
