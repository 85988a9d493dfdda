import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { BucketInboxConfig } from '@pvs/core/config/inboxes';
import { createLog } from '@pvs/core/observe/log';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { connectRedis } from '@pvs/core/queue/redis';
import { directoryStore } from '@pvs/core/storage/directory-store';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { openStore } from '@pvs/core/storage/open-store';
import { startRedis, type TestRedis } from '@pvs/core/testing/redis-server';
import { startS3, type TestS3 } from '@pvs/core/testing/s3-endpoint';
import { beginLook } from './bucket-look.ts';

const config = { id: 'polled', prefix: 'in/', keysPerLook: 5 } as BucketInboxConfig;
let root: string;
let server: TestRedis;
let redis: ScriptedRedis;
let s3: TestS3;
let bucket: ObjectStore;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pvs-look-'));
  s3 = await startS3('incoming');
  server = await startRedis();
  redis = connectRedis(server.url, createLog('test', 'silent'));
  const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
  const endpoint = s3.variables['AWS_ENDPOINT_URL']!;
  bucket = openStore('s3://incoming', { endpoint, region: 'us-east-1', credentials });
});
beforeEach(() => redis.flushall());
afterAll(async () => {
  redis.disconnect();
  await server.stop();
  await s3.stop();
  await rm(root, { recursive: true, force: true });
});

/** One look, by a process that knows nothing of the looks before. */
async function look(store: ObjectStore, isNoted = true): Promise<string[]> {
  const one = await beginLook(redis, config);
  const keys: string[] = [];
  for await (const { key } of one.objects(store)) keys.push(key);
  if (isNoted) await one.end();
  return keys;
}

const write = async (store: ObjectStore, ...names: string[]) => {
  for (const name of names) await store.write(`in/${name}`, Buffer.from(name));
};
const keys = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `in/k${10 + from + i}`);

it.each([
  ['a directory', (name: string) => directoryStore(join(root, name))],
  ['a bucket', () => bucket],
])('looks at %s go on where the last one ended, and at what is new at its end', async (_, open) => {
  const store = open('one');
  await write(store, ...keys(0, 12).map((key) => key.slice(3)));
  expect(await look(store)).toEqual(keys(0, 5));
  // Died before it had noted what it saw: it is looked at again.
  expect(await look(store, false)).toEqual(keys(5, 10));
  expect(await look(store)).toEqual(keys(5, 10));
  expect(await look(store)).toEqual(keys(10, 12));
  // The next round; what sorts last is seen at once, what sorts before within the round.
  await write(store, 'z', 'k095', 'k10');
  const second = [await look(store), await look(store), await look(store)];
  expect(second[0]).toEqual(['in/k095', ...keys(0, 4), 'in/z']);
  expect(second.flat()).toEqual(expect.arrayContaining(['in/k095', ...keys(0, 12), 'in/z']));
});

it('nothing is missed, wherever keys are put between looks, and whichever looks are lost', async () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', 'z', 'é', '/x'), minLength: 1, maxLength: 4 });
  const step = fc.record({ put: fc.array(name, { maxLength: 6 }), isNoted: fc.boolean() });
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
      await redis.flushall();
      const store = directoryStore(join(root, `run${(count += 1)}`));
      const put = new Set<string>();
      const seen = new Set<string>();
      for (const { put: names, isNoted } of steps) {
        for (const one of names) {
          const file = `${one}.tar`.replace(/^\/+/, '');
          put.add(`in/${file}`);
          await write(store, file);
        }
        const found = await look(store, isNoted);
        expect(found.length).toBeLessThanOrEqual(2 * config.keysPerLook);
        if (isNoted) for (const key of found) seen.add(key);
      }
      // Two rounds: the one that is on, and one that began after the last was put.
      for (let i = 0; i < 2 * Math.ceil(put.size / config.keysPerLook) + 2; i += 1)
        for (const key of await look(store)) seen.add(key);
      expect([...seen].sort()).toEqual([...put].sort());
    }),
    { numRuns: 15 },
  );
});
