import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseStack } from '@pvs/core/config/load-stack';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { openStorages } from '@pvs/core/storage/open-store';
import { startRedis, type TestRedis } from '@pvs/core/testing/redis-server';
import { startS3, type TestS3 } from '@pvs/core/testing/s3-endpoint';

const FILES = 1000;
const credentials = { THEIRS_ACCESS_KEY_ID: 'S3RVER', THEIRS_SECRET_ACCESS_KEY: 'S3RVER' };
const main = join(import.meta.dirname, '../src/main.ts');

let root: string;
let server: TestRedis;
let s3: TestS3;
let bucket: ObjectStore;
let redis: Redis;
const ingestors: ChildProcess[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pvs-chaos-'));
  await mkdir(join(root, 'drop'));
  s3 = await startS3('incoming');
  server = await startRedis({ appendOnly: true });
  const yaml = `
stack: test
title: Test
collections: [{ id: TEST }]
storages: [{ bucket: incoming, endpoint: '${s3.variables['AWS_ENDPOINT_URL']}', region: us-east-1, credentials: THEIRS }]
ingest:
  inboxes:
    - { id: drop, kind: directory, path: ${root}/drop, settleS: 0, pollS: 0.5 }
    - { id: provider, kind: bucket, bucket: incoming, pollS: 0.5 }
`;
  await writeFile(join(root, 'test.yml'), yaml);
  bucket = openStorages(parseStack(yaml, 'test.yml').storages, credentials).get('incoming')!;
  redis = new Redis(server.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  redis.on('error', () => undefined);
});
afterAll(async () => {
  await Promise.all(ingestors.map(end));
  redis.disconnect();
  await server.stop();
  await s3.stop();
  await rm(root, { recursive: true, force: true });
});

function start(): void {
  const env = {
    PATH: process.env['PATH'],
    ...credentials,
    PVS_REDIS_URL: server.url,
    // Nobody asks it here.
    PVS_DATABASE_URL: 'postgres://127.0.0.1:1/none',
    PVS_STORAGE_URL: pathToFileURL(join(root, 'storage')).href,
    PVS_CONFIG: join(root, 'test.yml'),
    PVS_PORT: '0',
    PVS_LOG_LEVEL: 'error',
  };
  ingestors.push(spawn(process.execPath, [main], { env, stdio: ['ignore', 'ignore', 'inherit'] }));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function killIngestor(): Promise<void> {
  await end(ingestors.shift()!);
  start();
}

async function killRedis(): Promise<void> {
  await server.kill();
  await sleep(500);
  await server.restart();
}

/** Puts files into both inboxes, half of them into each, a few at a time. */
async function drop(): Promise<void> {
  for (let i = 0; i < FILES / 2; i += 1) {
    await writeFile(join(root, 'made'), `file ${i}`);
    await rename(join(root, 'made'), join(root, 'drop', `d${i}.tar`));
    await bucket.write(`b${i}.tar`, Buffer.from(`object ${i}`));
    if (i % 10 === 0) await sleep(200);
  }
}

it('1,000 files of two inboxes are queued once each, while ingestors and Redis are killed and restarted', async () => {
  start();
  start();
  const dropping = drop();
  for (const kill of [killIngestor, killRedis, killIngestor, killRedis, killIngestor]) {
    await sleep(4000);
    await kill();
  }
  await dropping;
  const waiting = async () =>
    (await readdir(join(root, 'drop'))).filter((name) => name.endsWith('.tar')).length;
  const limit = Date.now() + 240_000;
  while (Date.now() < limit && ((await redis.llen('preprocess_queue')) < FILES || (await waiting()) > 0))
    await sleep(500);
  // As long as whoever would queue one twice needs.
  await sleep(2000);
  const paths = await redis.lrange('preprocess_queue', 0, -1);
  const names = paths.map((path) => path.split('/').at(-1) ?? '').sort();
  const expected = Array.from({ length: FILES / 2 }, (_, i) => [`b${i}.tar`, `d${i}.tar`])
    .flat()
    .sort();
  expect(names).toEqual(expected);
  expect(await redis.hlen('ingest_tasks')).toBe(FILES);
  expect(await waiting()).toBe(0);
}, 400_000);
