import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryStore } from '@pvs/core/storage/directory-store';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeObjects } from './write-objects.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'pvs-objects-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const files = (count: number) =>
  Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const path = join(root, `${i}.tif`);
      await writeFile(path, `content ${i}`);
      return { path, objectKey: `p/${i}.tif`, sizeBytes: 10, contentType: 'image/tiff' };
    }),
  );

/** A job that notes how far it is. */
function watchedJob(signal = new AbortController().signal) {
  const said: number[] = [];
  const job = {
    signal,
    transferred: () => undefined,
    progress: (fraction: number) => void said.push(fraction),
  };
  return { job, said };
}

/** A store that notes how many writes are on their way, and fails those of a key. */
function watchedStore(failing?: string) {
  const store = directoryStore(join(root, 'store'));
  const seen = { now: 0, most: 0, begun: [] as string[] };
  const write: ObjectStore['write'] = async (key, ...rest) => {
    seen.begun.push(key);
    seen.most = Math.max(seen.most, (seen.now += 1));
    try {
      if (key === failing) throw new Error('the storage is away');
      return await store.write(key, ...rest);
    } finally {
      seen.now -= 1;
    }
  };
  return { store: { write }, seen };
}

it('writes all files, four at once, and says how far it is', async () => {
  const { store, seen } = watchedStore();
  const { job, said } = watchedJob();
  await writeObjects(store, await files(10), job);
  expect(seen.most).toBe(4);
  for (let i = 0; i < 10; i += 1) {
    expect(await readFile(join(root, 'store', `p/${i}.tif`), 'utf8')).toBe(`content ${i}`);
  }
  expect(said).toEqual(Array.from({ length: 10 }, (_, i) => expect.closeTo((i + 1) / 10, 9)));
});

it('begins no more where one fails, and waits for those on their way', async () => {
  const { store, seen } = watchedStore('p/1.tif');
  await expect(writeObjects(store, await files(20), watchedJob().job)).rejects.toThrow('the storage is away');
  expect(seen.now).toBe(0);
  expect(seen.begun.length).toBeLessThanOrEqual(4);
});

it('stops where its item is stopped', async () => {
  const { store, seen } = watchedStore();
  const stopped = AbortSignal.abort(new Error('stopped'));
  await expect(writeObjects(store, await files(3), watchedJob(stopped).job)).rejects.toThrow('stopped');
  expect(seen.begun).toEqual([]);
});
