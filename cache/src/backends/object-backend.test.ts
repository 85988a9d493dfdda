import { connectS3 } from '@pvs/core/storage/s3-connection';
import { s3Store } from '@pvs/core/storage/s3-store';
import { startS3, type TestS3 } from '@pvs/core/testing/s3-endpoint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { objectBackend } from './object-backend.ts';
import { USE_GRAIN_MS } from './tile-backend.ts';

let s3: TestS3;
beforeAll(async () => void (s3 = await startS3()));
afterAll(() => s3.stop());

function storeOf({ bucket, variables }: TestS3) {
  const [endpoint, accessKeyId, secretAccessKey] = ['ENDPOINT_URL', 'ACCESS_KEY_ID', 'SECRET_ACCESS_KEY'].map(
    (name) => variables[`AWS_${name}`]!,
  ) as [string, string, string];
  const credentials = { accessKeyId, secretAccessKey };
  return s3Store(bucket, 'tiles', connectS3({ endpoint, region: variables['AWS_REGION']!, credentials }));
}

const tileOf = (n: number) => Buffer.alloc(50_000 + n, n);

test('tiles are read into memory that was taken back, each as it was put', async () => {
  const backend = objectBackend(storeOf(s3));
  for (let n = 0; n < 3; n += 1) await backend.put(`C/S/1/0/${n}-a.png`, tileOf(n));
  const first = (await backend.get('C/S/1/0/0-a.png'))!;
  const { buffer } = first;
  backend.takeBack?.(first);
  const [one, two] = await Promise.all([1, 2].map((n) => backend.get(`C/S/1/0/${n}-a.png`)));
  expect([one?.buffer, two?.buffer]).toContain(buffer);
  expect([one?.equals(tileOf(1)), two?.equals(tileOf(2))]).toEqual([true, true]);
});

test('a tile that is written again since it was read is written as it was, whoever has its memory', async () => {
  let now = Date.now();
  const store = storeOf(s3);
  const backend = objectBackend(store, () => now);
  const key = 'C/S/2/0/0-a.png';
  await backend.put(key, tileOf(7));
  const { modified } = (await store.stat(key))!;
  now += USE_GRAIN_MS * 1.5;
  await expect
    .poll(async () => {
      const body = (await backend.get(key))!;
      backend.takeBack?.(body);
      body.fill(0);
      return (await store.stat(key))!.modified.getTime();
    })
    .toBeGreaterThan(modified.getTime());
  expect((await store.readWhole(key, 1e6))?.body.equals(tileOf(7))).toBe(true);
});
