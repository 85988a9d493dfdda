import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startS3, type TestS3 } from '../testing/s3-endpoint.ts';
import { directoryStore } from './directory-store.ts';
import type { ObjectStore } from './object-store.ts';
import { openStore } from './open-store.ts';
import { connectS3 } from './s3-connection.ts';
import { s3Store } from './s3-store.ts';

let directory: string;
let s3: TestS3;
const external = process.env['PVS_TEST_STORAGE_URL'];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pvs-store-'));
  s3 = await startS3();
});

afterAll(async () => {
  await s3.stop();
  await rm(directory, { recursive: true, force: true });
});

function s3rverStore(): ObjectStore {
  const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
  const endpoint = s3.variables['AWS_ENDPOINT_URL'] ?? '';
  const client = connectS3({ endpoint, region: 'us-east-1', credentials });
  return s3Store(s3.bucket, randomUUID(), client);
}

/** Every kind of store, each opened empty. */
const kinds: [string, () => ObjectStore][] = [
  ['a directory', () => directoryStore(join(directory, randomUUID()))],
  ['a bucket', s3rverStore],
  ...(external === undefined
    ? []
    : [[external, () => openStore(`${external}/${randomUUID()}`)] as [string, () => ObjectStore]]),
];

async function keysOf(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

const breaking = () =>
  Readable.from(
    (function* () {
      yield Buffer.from('half');
      throw new Error('broken off');
    })(),
  );

describe.each(kinds)('%s', (_, open) => {
  test('gives back what was written, whole and in ranges', async () => {
    const store = open();
    const content = randomBytes(100_000);
    await store.write('a/b c/ü.bin', content);
    expect(await buffer(await store.read('a/b c/ü.bin'))).toEqual(content);
    expect(await store.readRange('a/b c/ü.bin', 10, 20)).toEqual(content.subarray(10, 30));
    expect(await store.readRange('a/b c/ü.bin', 99_990, 100)).toEqual(content.subarray(99_990));
    expect((await store.readRange('a/b c/ü.bin', 200_000, 10)).length).toBe(0);
    expect(await store.stat('a/b c/ü.bin')).toMatchObject({ key: 'a/b c/ü.bin', sizeBytes: 100_000 });
  });

  test('gives small objects whole with their date, nothing for what is not there, and no large ones', async () => {
    const store = open();
    await store.write('small', Buffer.from('12345'));
    const whole = await store.readWhole('small', 5);
    expect(whole?.body.toString()).toBe('12345');
    expect(Math.abs(Date.now() - (whole?.modified.getTime() ?? 0))).toBeLessThan(60_000);
    expect(await store.readWhole('absent', 5)).toBeUndefined();
    await expect(store.readWhole('small', 4)).rejects.toMatchObject({ code: 'ObjectTooLarge' });
  });

  test('takes a stream of more than one part', async () => {
    const store = open();
    const parts = Array.from({ length: 12 }, () => randomBytes(1024 ** 2));
    await store.write('large', Readable.from(parts));
    expect((await store.stat('large'))?.sizeBytes).toBe(12 * 1024 ** 2);
    expect(await store.readRange('large', 11 * 1024 ** 2, 100)).toEqual(parts[11]?.subarray(0, 100));
  });

  test('reads on from where a reader stopped, and notices another version', async () => {
    const store = open();
    const content = randomBytes(100_000);
    await store.write('x', content);
    const { etag = '' } = (await store.stat('x')) ?? {};
    expect(await buffer(await store.read('x', { offset: 99_000, etag }))).toEqual(content.subarray(99_000));
    await store.write('x', randomBytes(100_000));
    await expect(store.read('x', { offset: 99_000, etag })).rejects.toMatchObject({ code: 'ObjectChanged' });
  });

  test('a write that is aborted leaves no object', async () => {
    const store = open();
    const leaving = new AbortController();
    async function* endless() {
      for (let i = 0; ; i += 1) {
        if (i === 20) leaving.abort(new Error('the worker stops'));
        yield await Promise.resolve(Buffer.alloc(1024 ** 2));
      }
    }
    const writing = store.write('x', Readable.from(endless()), { signal: leaving.signal });
    await expect(writing).rejects.toThrow('the worker stops');
    expect(await keysOf(store, '')).toEqual([]);
  });

  test('a stream that breaks leaves no object, and the old one where there was one', async () => {
    const store = open();
    await expect(store.write('new', breaking())).rejects.toThrow(/broken off/);
    expect(await store.stat('new')).toBeUndefined();
    await store.write('old', Buffer.from('whole'));
    await expect(store.write('old', breaking())).rejects.toThrow(/broken off/);
    expect(String(await buffer(await store.read('old')))).toBe('whole');
    expect(await keysOf(store, '')).toEqual(['old']);
  });

  test('lists by prefix in the order of keys', async () => {
    const store = open();
    for (const key of ['a/z', 'a/b/c', 'ab/c', 'b']) await store.write(`k/${key}`, Buffer.from(key));
    expect(await keysOf(store, 'k/a')).toEqual(['k/a/b/c', 'k/a/z', 'k/ab/c']);
    expect(await keysOf(store, 'k/a/')).toEqual(['k/a/b/c', 'k/a/z']);
    expect(await keysOf(store, 'none/')).toEqual([]);
  });

  test('what is missing is not found, and removing it is no error', async () => {
    const store = open();
    expect(await store.stat('none')).toBeUndefined();
    await expect(store.read('none')).rejects.toMatchObject({ kind: 'NotFound' });
    await expect(store.readRange('none', 0, 1)).rejects.toMatchObject({ kind: 'NotFound' });
    await store.remove('none');
    await store.write('some', Buffer.from('x'));
    await store.remove('some');
    expect(await keysOf(store, '')).toEqual([]);
  });

  test('replacing an object changes its etag', async () => {
    const store = open();
    await store.write('x', Buffer.from('one'));
    const before = await store.stat('x');
    await store.write('x', Buffer.from('two'));
    expect((await store.stat('x'))?.etag).not.toBe(before?.etag);
  });

  test.each(['../x', 'a/../../x', '/etc/passwd', 'a/./b', 'a\0b'])('refuses the key %j', async (key) => {
    const store = open();
    await expect(store.write(key, Buffer.from('x'))).rejects.toMatchObject({ code: 'InvalidKey' });
    await expect(store.read(key)).rejects.toMatchObject({ code: 'InvalidKey' });
    await expect(store.stat(key)).rejects.toMatchObject({ code: 'InvalidKey' });
    await expect(keysOf(store, `${key}/`)).rejects.toMatchObject({ code: 'InvalidKey' });
  });

  test('a name longer than a file system takes is no object', async () => {
    const store = open();
    const key = `a/${'x'.repeat(900)}`;
    expect(await store.stat(key)).toBeUndefined();
    expect(await keysOf(store, `${key}/`)).toEqual([]);
    await expect(store.readRange(key, 0, 1)).rejects.toMatchObject({ kind: 'NotFound' });
  });

  test('a reader that has left is no failure of the store', async () => {
    const store = open();
    await store.write('x', Buffer.from('content'));
    const left = new AbortController();
    left.abort(new Error('the client is gone'));
    await expect(store.readRange('x', 0, 1, left.signal)).rejects.toThrow('the client is gone');
    const leaving = new AbortController();
    const reading = store.readRange('x', 0, 1, leaving.signal);
    leaving.abort(new Error('the client is going'));
    await reading.catch((error: Error) => expect(error.message).toBe('the client is going'));
  });

  test('a range takes no more memory than the object has', async () => {
    const store = open();
    await store.write('x', Buffer.from('content'));
    const range = await store.readRange('x', 2, 64 * 1024 ** 2);
    expect([String(range), range.buffer.byteLength < 100_000]).toEqual(['ntent', true]);
  });
});

test('a directory keeps nothing of what was broken off', async () => {
  const root = join(directory, randomUUID());
  const store = directoryStore(root);
  const broken = Readable.from([Buffer.from('x')]).map(() => {
    throw new Error('broken off');
  });
  await expect(store.write('x', broken)).rejects.toThrow();
  expect(await readdir(join(root, '.incoming'))).toEqual([]);
});

test('a directory frees what writers that died left', async () => {
  const root = join(directory, randomUUID());
  const store = directoryStore(root);
  await store.write('x', Buffer.from('whole'));
  await writeFile(join(root, '.incoming/dead'), 'half');
  expect(await store.sweep(new Date(Date.now() - 60_000))).toEqual([]);
  expect(await store.sweep(new Date(Date.now() + 60_000))).toEqual(['dead']);
  expect([await readdir(join(root, '.incoming')), await keysOf(store, '')]).toEqual([[], ['x']]);
});

// s3rver lists in the order of its files instead of S3's.
test('a directory lists in the byte order of keys, as S3 does', async () => {
  const store = directoryStore(join(directory, randomUUID()));
  for (const key of ['a/b', 'a0', 'a-b']) await store.write(key, Buffer.from(key));
  expect(await keysOf(store, '')).toEqual(['a-b', 'a/b', 'a0']);
});

test.each(['/data', 'file:data', 'file://host/data', 's3:', 's3:///prefix', 'http://x/y', 'no url'])(
  '%s names no store',
  (url) => {
    expect(() => openStore(url)).toThrow(/cannot store objects at .*file:\/\/\/directory or s3:\/\/bucket/);
  },
);
