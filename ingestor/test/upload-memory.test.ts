import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startRedis, type TestRedis } from '@pvs/core/testing/redis-server';
import { until } from '@pvs/core/testing/until';

const MB = 1024 ** 2;
const SIZE = 192 * MB;
const TORN_AT = 100 * MB;
const MOST_MEMORY_MB = 144;
const TOKEN = 'a-token-of-this-stack';

let root: string;
let server: TestRedis;
let redis: Redis;
let ingestor: ChildProcess;
let url: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pvs-upload-memory-'));
  server = await startRedis();
  redis = new Redis(server.url);
  await writeFile(join(root, 'test.yml'), 'stack: test\ntitle: Test\ncollections: [{ id: TEST }]\n');
  const env = {
    ...{ PATH: process.env['PATH'], PVS_REDIS_URL: server.url, PVS_CONFIG: join(root, 'test.yml') },
    // Nobody asks it here.
    PVS_DATABASE_URL: 'postgres://127.0.0.1:1/none',
    PVS_STORAGE_URL: pathToFileURL(join(root, 'storage')).href,
    ...{ PVS_PORT: '0', PVS_TOKEN: TOKEN },
  };
  const main = join(import.meta.dirname, '../src/main.ts');
  ingestor = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ready = Promise.withResolvers<string>();
  createInterface({ input: ingestor.stdout! }).on('line', (line) => {
    const entry = JSON.parse(line) as { msg?: string; url?: string };
    if (entry.msg === 'Service:Ready') ready.resolve(entry.url ?? '');
  });
  url = await ready.promise;
});
afterAll(async () => {
  ingestor.kill();
  redis.disconnect();
  await server.stop();
  await rm(root, { recursive: true, force: true });
});

/** The same megabyte again and again, with its number in front. */
const piece = randomBytes(MB);
function* content(from: number, to: number): Generator<Buffer> {
  for (let at = from; at < to;) {
    const begin = at - (at % MB);
    const copy = Buffer.from(piece);
    copy.writeUInt32BE(begin / MB);
    yield copy.subarray(at - begin, Math.min(MB, to - begin));
    at = begin + MB;
  }
}

const version = { authorization: `Bearer ${TOKEN}`, 'tus-resumable': '1.0.0' };

/** The rest of the upload; the status, or undefined where the connection was broken on the way. */
async function patch(path: string, from: number, to: number): Promise<number | undefined> {
  const headers = {
    ...version,
    ...{ 'upload-offset': String(from), 'content-type': 'application/offset+octet-stream' },
    'content-length': String(SIZE - from),
  };
  const request = httpRequest(`${url}${path}`, { method: 'PATCH', headers });
  request.on('error', () => undefined);
  for (const one of content(from, to)) if (!request.write(one)) await once(request, 'drain');
  if (to < SIZE) {
    request.destroy();
    return undefined;
  }
  request.end();
  const [response] = (await once(request, 'response')) as [{ statusCode: number }];
  return response.statusCode;
}

const offsetOf = async (path: string) => {
  const response = await fetch(`${url}${path}`, { method: 'HEAD', headers: version });
  return Number(response.headers.get('upload-offset'));
};
const peakMb = () =>
  Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${ingestor.pid}/status`, 'utf8'))?.[1]) / 1024;

it.runIf(process.platform === 'linux')(
  'a large upload that is torn goes on, and takes little memory, however large it is',
  async () => {
    const before = peakMb();
    const created = await fetch(`${url}/ingest/tus`, {
      method: 'POST',
      headers: {
        ...version,
        'upload-length': String(SIZE),
        'upload-metadata': `filename ${Buffer.from('large.tar').toString('base64')}`,
      },
    });
    const path = created.headers.get('location') ?? '';
    await patch(path, 0, TORN_AT);
    // What was on its way then is lost; all of whole segments is not.
    await until(async () => (await offsetOf(path)) >= TORN_AT / 2);
    expect(await patch(path, await offsetOf(path), SIZE)).toBe(204);
    await until(async () => (await redis.llen('preprocess_queue')) === 1);
    const grownMb = peakMb() - before;
    const [task = ''] = await redis.hvals('ingest_tasks');
    const hash = createHash('sha256');
    for (const one of content(0, SIZE)) hash.update(one);
    expect(JSON.parse(task)).toMatchObject({
      items: [{ sizeBytes: SIZE, checksum: `sha256:${hash.digest('hex')}` }],
    });
    expect(grownMb).toBeLessThan(MOST_MEMORY_MB);
  },
  120_000,
);
