import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import * as tus from 'tus-js-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '@pvs/core/http/create-app';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { until } from '@pvs/core/testing/until';
import { adoptUploads } from '../src/uploads/adopt-uploads.ts';
import { ingestorContext, ingestorPlugin } from '../src/plugin.ts';

const TOKEN = 'a-token-of-this-stack';
const authorization = `Bearer ${TOKEN}`;
const MAX_BYTES = 40 * 1024 ** 2;
let stack: TestStack;
let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  stack = await startTestStack(
    `stack: test\ntitle: Test\ncollections: [{ id: TEST }]\nlimits: { packageBytes: ${MAX_BYTES} }\n`,
    { PVS_TOKEN: TOKEN },
  );
});
// One for each test: what it is about to queue it has queued, or never will, once it is closed.
beforeEach(async () => {
  await stack.redis.flushall();
  for (const key of await objects()) await stack.store.remove(key);
  app = createApp(stack.log, []);
  await app.register(ingestorPlugin, ingestorContext(stack));
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  await app.close();
});
afterAll(async () => {
  await stack.stop();
});

const content = randomBytes(20 * 1024 ** 2);
const sha256 = createHash('sha256').update(content).digest('hex');
const queued = () => stack.redis.lrange('preprocess_queue', 0, -1);
const objects = async () => {
  const found: string[] = [];
  for await (const { key } of stack.store.list('')) found.push(key);
  return found;
};
const stored = async (key: string) => (await stack.store.readWhole(key, MAX_BYTES))?.body.equals(content);
const post = (path: string, body: Buffer | string = content, headers: Record<string, string> = {}) =>
  fetch(`${url}/ingest/uploads/${path}`, { method: 'POST', body, headers: { authorization, ...headers } });
const show = async (id: string) =>
  (await app.inject({ url: `/ingest/tasks/${id}`, headers: { authorization } })).json<
    Record<string, unknown>
  >();

/** Sends the first half of the content, and breaks the connection. */
async function tear(path: string, method: string, headers: Record<string, string>): Promise<void> {
  const length = { 'content-length': String(content.length) };
  const request = httpRequest(`${url}${path}`, { method, headers: { authorization, ...length, ...headers } });
  request.on('error', () => undefined);
  request.write(content.subarray(0, content.length / 2));
  await sleep(300);
  request.destroy();
  await sleep(100);
}

describe('a package that is posted', () => {
  it('goes to the storage and into the queue', async () => {
    const response = await post('Größe 1.tar', content, { 'content-type': 'application/x-tar' });
    const answer = (await response.json()) as { task: string; path: string };
    expect([response.status, response.headers.get('location')]).toEqual([
      202,
      `/ingest/tasks/${answer.task}`,
    ]);
    expect(answer).toMatchObject({
      path: `uploads/${answer.task}/Größe 1.tar`,
      sizeBytes: content.length,
      sha256,
    });
    expect(await queued()).toEqual([answer.path]);
    expect(await stored(answer.path)).toBe(true);
    expect(await show(answer.task)).toMatchObject({
      kind: 'upload',
      state: 'waiting',
      items: [{ name: 'Größe 1.tar', sizeBytes: content.length, checksum: `sha256:${sha256}` }],
    });
  });

  it('is queued once for one Idempotency-Key', async () => {
    const key = { 'idempotency-key': 'delivery 7' };
    const answers = await Promise.all([post('a.tar', content, key), post('a.tar', content, key)]);
    const again = await post('a.tar', content, key);
    const tasks = await Promise.all(
      [...answers, again].map(async (one) => ((await one.json()) as { task: string }).task),
    );
    expect(new Set(tasks).size).toBe(1);
    expect(await queued()).toHaveLength(1);
    expect(await objects()).toEqual(await queued());
  });

  it.each([
    ['of nothing', 'a.tar', '', 'EmptyPackage', /no body/],
    ['of another checksum', `a.tar?sha256=${'0'.repeat(64)}`, content, 'ChecksumMismatch', /expected 000/],
    ['of no checksum', 'a.tar?sha256=abc', content, 'InvalidChecksum', /64 hexadecimal/],
    ['of too many bytes', 'a.tar', Buffer.alloc(MAX_BYTES + 1), 'PackageTooLarge', /allowed are/],
    ['whose name leads elsewhere', '..%2F..%2Fetc', content, 'InvalidName', /without slashes/],
    ['whose name is hidden', '.tar', content, 'InvalidName', /not the name/],
    [
      'whose callback is inside the network',
      'a.tar?callback=http://127.0.0.1/',
      content,
      'CallbackNotAllowed',
      /127/,
    ],
  ])('%s is refused and leaves nothing', async (_, path, body, code, message) => {
    const answer = (await (await post(path, body)).json()) as { code: string; message: string };
    expect(answer).toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect([await queued(), await objects(), await stack.redis.hlen('ingest_uploads')]).toEqual([[], [], 0]);
  });

  it('that is torn leaves nothing', async () => {
    await tear('/ingest/uploads/a.tar', 'POST', {});
    await until(async () => (await stack.redis.hlen('ingest_uploads')) === 0);
    expect([await queued(), await objects()]).toEqual([[], []]);
  });

  it('is queued by another process where its own died before', async () => {
    const record = {
      id: 'one',
      name: 'a.tar',
      key: 'uploads/one/a.tar',
      via: 'post',
      source: 'x',
      at: new Date(),
    };
    await stack.store.write(record.key, content);
    await stack.redis.hset('ingest_uploads', 'one', JSON.stringify(record));
    await until(async () => (await queued()).length > 0);
    expect(await queued()).toEqual(['uploads/one/a.tar']);
    expect(await show('one')).toMatchObject({ state: 'waiting' });
  });
});

describe('a package that comes by tus', () => {
  const metadata = (given: Record<string, string>) =>
    Object.entries(given)
      .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
      .join(',');
  const version = { 'tus-resumable': '1.0.0' };
  const create = async (given: Record<string, string>, size = content.length) =>
    fetch(`${url}/ingest/tus`, {
      method: 'POST',
      headers: {
        authorization,
        ...version,
        'upload-length': String(size),
        'upload-metadata': metadata(given),
      },
    });
  const patch = (path: string, offset: number) =>
    fetch(`${url}${path}`, {
      method: 'PATCH',
      body: content.subarray(offset),
      headers: {
        authorization,
        ...version,
        'upload-offset': String(offset),
        'content-type': 'application/offset+octet-stream',
      },
    });
  const offsetOf = async (path: string) => {
    const response = await fetch(`${url}${path}`, { method: 'HEAD', headers: { authorization, ...version } });
    return Number(response.headers.get('upload-offset'));
  };

  it('goes on where it was torn, and is queued once', async () => {
    const path = (await create({ filename: 'big.tar', sha256 })).headers.get('location') ?? '';
    const id = path.split('/').at(-1) ?? '';
    expect(await show(id)).toMatchObject({ state: 'arriving', name: 'big.tar' });
    await tear(path, 'PATCH', {
      ...version,
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    });
    await until(async () => (await offsetOf(path)) > 8 * 1024 ** 2);
    const offset = await offsetOf(path);
    expect(offset).toBeLessThanOrEqual(content.length / 2);
    expect((await patch(path, offset)).status).toBe(204);
    await until(async () => (await queued()).length > 0);
    expect(await queued()).toEqual([`uploads/${id}/big.tar`]);
    expect(await stored(`uploads/${id}/big.tar`)).toBe(true);
    await until(async () => (await objects()).length === 1);
    expect(await show(id)).toMatchObject({ state: 'waiting', items: [{ checksum: `sha256:${sha256}` }] });
  });

  it('is taken from the protocol’s own client, in chunks', async () => {
    await new Promise((resolve, reject) => {
      const options = {
        endpoint: `${url}/ingest/tus`,
        chunkSize: 3 * 1024 ** 2,
        metadata: { filename: 'client.tar' },
        headers: { authorization },
        onSuccess: resolve,
        onError: reject,
      };
      new tus.Upload(content, options).start();
    });
    await until(async () => (await queued()).length > 0);
    const [path = ''] = await queued();
    expect(path).toMatch(/\/client\.tar$/);
    expect(await stored(path)).toBe(true);
  });

  it('fails as a task where it is not what was announced', async () => {
    const path =
      (await create({ filename: 'big.tar', sha256: '0'.repeat(64) })).headers.get('location') ?? '';
    await patch(path, 0);
    const id = path.split('/').at(-1) ?? '';
    await until(async () => (await show(id))['state'] === 'failed');
    expect(await show(id)).toMatchObject({ refused: [{ code: 'ChecksumMismatch' }] });
    await until(async () => (await objects()).length === 0);
    expect(await queued()).toEqual([]);
  });

  it.each([
    [{}, 10, 400],
    [{ filename: '../x' }, 10, 400],
    [{ filename: 'x.tar', callback: 'http://10.0.0.1/' }, 10, 400],
    [{ filename: 'x.tar' }, MAX_BYTES + 1, 413],
  ])('is refused with the metadata %j and %i bytes', async (given, size, status) => {
    expect((await create(given, size)).status).toBe(status);
    expect(await objects()).toEqual([]);
  });

  it('is forgotten when it was given up', async () => {
    const path = (await create({ filename: 'big.tar' })).headers.get('location') ?? '';
    const id = path.split('/').at(-1) ?? '';
    const record = JSON.parse((await stack.redis.hget('ingest_uploads', id)) ?? '') as object;
    await stack.redis.hset('ingest_uploads', id, JSON.stringify({ ...record, at: '2020-01-01T00:00:00Z' }));
    // Its objects go first.
    await until(async () => (await stack.redis.hlen('ingest_uploads')) === 0);
    expect(await objects()).toEqual([]);
  });

  it('is queued where Redis has forgotten it meanwhile', async () => {
    const path = (await create({ filename: 'big.tar', sha256 })).headers.get('location') ?? '';
    const id = path.split('/').at(-1) ?? '';
    await stack.redis.hdel('ingest_uploads', id);
    expect((await patch(path, 0)).status).toBe(204);
    await adoptUploads(ingestorContext(stack));
    await until(async () => (await queued()).length > 0);
    expect(await queued()).toEqual([`uploads/${id}/big.tar`]);
    await until(async () => (await show(id))['state'] === 'waiting');
    await stack.store.write(`.uploads/${id}/upload.json`, Buffer.from('{}'));
    await adoptUploads(ingestorContext(stack));
    expect([await queued(), await objects()]).toEqual([[`uploads/${id}/big.tar`], [`uploads/${id}/big.tar`]]);
  });
});

it('lands a whole upload though another cannot be landed', async () => {
  const record = (id: string, via: string) =>
    JSON.stringify({ id, name: 'a.tar', key: `uploads/${id}/a.tar`, via, source: 'x', at: new Date() });
  await stack.store.write('uploads/bad/a.tar', Buffer.alloc(MAX_BYTES + 1));
  await stack.store.write('.uploads/torn/upload.json', Buffer.from('{'));
  await stack.store.write('uploads/good/a.tar', content);
  const records = { bad: record('bad', 'post'), torn: record('torn', 'tus'), good: record('good', 'post') };
  await stack.redis.hset('ingest_uploads', records);
  await until(async () => (await queued()).length > 0);
  expect(await queued()).toEqual(['uploads/good/a.tar']);
  expect((await stack.redis.hkeys('ingest_uploads')).sort()).toEqual(['bad', 'torn']);
});

it.each([
  ['POST', '/ingest/uploads/a.tar'],
  ['POST', '/ingest/tus'],
  ['HEAD', '/ingest/tus/x'],
  ['PATCH', '/ingest/tus/x'],
  ['DELETE', '/ingest/tus/x'],
])('%s %s is closed without a token', async (method, path) => {
  expect((await fetch(url + path, { method })).status).toBe(401);
});
