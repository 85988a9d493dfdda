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
import { hasSshd, startSftp, type TestSftp } from '@pvs/core/testing/sftp-server';

const FILES = 1000;
/** Of the server of SFTP, where this machine has one. */
const SFTP_FILES = hasSshd() ? 100 : 0;
const credentials = { THEIRS_ACCESS_KEY_ID: 'S3RVER', THEIRS_SECRET_ACCESS_KEY: 'S3RVER' };
const main = join(import.meta.dirname, '../src/main.ts');

let root: string;
let server: TestRedis;
let s3: TestS3;
let sftp: TestSftp | undefined;
let bucket: ObjectStore;
let redis: Redis;
const ingestors: ChildProcess[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pvs-chaos-'));
  for (const name of ['drop', 'remote']) await mkdir(join(root, name));
  if (SFTP_FILES > 0) sftp = await startSftp();
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
    - { id: provider, kind: bucket, bucket: incoming, pollS: 0.5, keysPerLook: 200 }
${sftp ? `    - { id: mission, kind: sftp, host: 127.0.0.1, port: ${sftp.port}, user: ${sftp.user}, credentials: MISSION, hostKey: '${sftp.hostKey}', path: ${root}/remote, settleS: 0, pollS: 0.5 }` : ''}
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
  await sftp?.stop();
  await rm(root, { recursive: true, force: true });
});

function start(): void {
  const env = {
    PATH: process.env['PATH'],
    ...credentials,
    MISSION_PRIVATE_KEY: sftp?.privateKey,
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

async function put(directory: string, name: string, content: string): Promise<void> {
  await writeFile(join(root, 'made'), content);
  await rename(join(root, 'made'), join(root, directory, name));
}

async function killSftp(): Promise<void> {
  await sftp?.kill();
  await sleep(500);
  await sftp?.restart();
}

/** Puts files into the inboxes, a few at a time. */
async function drop(): Promise<void> {
  for (let i = 0; i < FILES / 2; i += 1) {
    await put('drop', `d${i}.tar`, `file ${i}`);
    await bucket.write(`b${i}.tar`, Buffer.from(`object ${i}`));
    if (i < SFTP_FILES) await put('remote', `s${i}.tar`, `remote ${i}`);
    if (i % 10 === 0) await sleep(200);
  }
}

it('1,000 files of inbox and bucket and 100 of SFTP are queued once each, while ingestors, Redis and servers are killed and restarted', async () => {
  start();
  start();
  const dropping = drop();
  for (const kill of [killIngestor, killRedis, killSftp, killIngestor, killRedis, killSftp, killIngestor]) {
    await sleep(3000);
    await kill();
  }
  await dropping;
  const waiting = async () => {
    const names = [...(await readdir(join(root, 'drop'))), ...(await readdir(join(root, 'remote')))];
    return names.filter((name) => name.endsWith('.tar')).length;
  };
  const all = FILES + SFTP_FILES;
  // However long a busy machine takes, as long as it goes on.
  for (let [last, still] = ['', 0]; still < 120; still += 1) {
    const [queued, left] = [await redis.llen('preprocess_queue'), await waiting()];
    if (queued >= all && left === 0) break;
    if (`${queued} ${left}` !== last) [last, still] = [`${queued} ${left}`, 0];
    await sleep(500);
  }
  // As long as whoever would queue one twice needs.
  await sleep(2000);
  const paths = await redis.lrange('preprocess_queue', 0, -1);
  const names = paths.map((path) => path.split('/').at(-1) ?? '').sort();
  const expected = Array.from({ length: FILES / 2 }, (_, i) => [`b${i}.tar`, `d${i}.tar`])
    .flat()
    .concat(Array.from({ length: SFTP_FILES }, (_, i) => `s${i}.tar`))
    .sort();
  expect(names).toEqual(expected);
  expect(await redis.hlen('ingest_tasks')).toBe(all);
  expect(await waiting()).toBe(0);
}, 900_000);
