import { type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { startRedis, type TestRedis } from '@pvs/core/testing/redis-server';
import { startPostgis, type TestDatabase } from '@pvs/core/testing/start-postgis';
import { until } from '@pvs/core/testing/until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareClient } from '../src/bundle/prepare-client.ts';
import { end, startPvs } from './start-stack.ts';

const services = ['preprocessor', 'registrar', 'renderer', 'cache', 'seeder', 'ingestor', 'client'];
/** Longer than a service takes to look again. */
const LOOKS_AGAIN_MS = 2500;

let directory: string;
let redis: TestRedis;
let database: TestDatabase;
const children: ChildProcess[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pvs-mended-'));
  [redis, database] = await Promise.all([startRedis(), startPostgis(), prepareClient(() => undefined)]);
});

afterAll(async () => {
  await Promise.all(children.map((child) => end(child, 'SIGKILL')));
  await database.stop();
  await redis.stop();
  await rm(directory, { recursive: true, force: true });
});

/** A service alone, as its container runs it, with a secret and a configuration that are files of its own. */
async function start(service: string) {
  const own = join(directory, service);
  await mkdir(own);
  const files = { secret: join(own, 'token'), yaml: join(own, 'stack.yml') };
  await writeFile(files.yaml, 'stack: x\ntitle: X\ncolections: []\n');
  const child = startPvs(['run', service], {
    PVS_STACK: 'x',
    PVS_CONFIG: files.yaml,
    PVS_DATA_DIR: own,
    PVS_PORT: '0',
    PVS_REDIS_URL: redis.url,
    PVS_DATABASE_URL: database.url,
    PVS_STORAGE_URL: pathToFileURL(join(own, 'storage')).href,
    PVS_RENDERER_URL: 'http://127.0.0.1:9',
    PVS_CACHE_URL: 'http://127.0.0.1:9',
    PVS_TOKEN_FILE: files.secret,
  });
  children.push(child);
  const lines: { msg: string; problem?: string }[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => lines.push(JSON.parse(line) as never));
  const problems = () =>
    lines.filter(({ msg }) => msg === 'Settings:Wait').map(({ problem }) => problem ?? '');
  const isReady = () => lines.some(({ msg }) => msg === 'Service:Ready');
  return { child, files, problems, isReady };
}

test.concurrent.each(services)(
  '%s says once which secret is missing and which line of YAML is wrong, and is ready when both are mended',
  async (service) => {
    const { child, files, problems, isReady } = await start(service);
    await until(() => problems().length === 1);
    expect(problems()[0]).toMatch(/^PVS_TOKEN_FILE: cannot read '.*token': ENOENT/);
    await sleep(LOOKS_AGAIN_MS);
    expect(problems()).toHaveLength(1);
    await writeFile(files.secret, 'short');
    await until(() => problems().length === 2);
    expect(problems()[1]).toMatch(/^PVS_TOKEN: .*8/);
    await writeFile(files.secret, 'long enough');
    await until(() => problems().length === 3);
    expect(problems()[2]).toMatch(/stack\.yml:3: colections: unknown key: allowed are .*collections/);
    expect(isReady()).toBe(false);
    await writeFile(files.yaml, 'stack: x\ntitle: X\ncollections: [{ id: A }]\n');
    await until(isReady);
    expect(problems()).toHaveLength(3);
    await end(child, 'SIGTERM');
  },
  90_000,
);
