import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sourceUnavailable } from '../errors.ts';
import { productOf, storeScene, type TestScene } from '../testing/add-scene.ts';
import { storeTick } from '../testing/store-tick.ts';
import { startTestStack, type TestStack } from '../testing/test-stack.ts';
import { keepObjects, sweepObjects } from './discarded-objects.ts';
import type { Coverage, Product } from './product.ts';
import { registerProduct, removeProduct } from './register-product.ts';

let stack: TestStack;
let scene: Coverage;
const place: TestScene = {
  identifier: 'scene',
  collection: 'VHR',
  box: { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 11, maxY: 41 },
  time: '2018',
  color: [1, 2, 3],
};
const atOnce = { keepDiscardedS: 0 };

beforeAll(async () => {
  stack = await startTestStack('stack: test\ntitle: T\ncollections: [{ id: VHR }]\n');
  scene = await storeScene(stack, place);
});

beforeEach(async () => {
  await stack.db.deleteFrom('product').execute();
  await stack.db.deleteFrom('discardedObject').execute();
});

afterAll(() => stack.stop());

/** A product whose coverages are these objects, all of them outputs. */
async function product(identifier: string, ...keys: string[]): Promise<Product> {
  for (const key of keys) await stack.store.write(key, Buffer.from(key));
  await storeTick(stack.store);
  return {
    ...productOf({ ...place, identifier }, scene),
    coverages: keys.map((objectKey) => ({ ...scene, identifier: objectKey, objectKey })),
    browses: [],
    outputs: keys,
  };
}

async function objects(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of stack.store.list(prefix)) keys.push(key);
  return keys;
}

test('outputs of a replaced product are removed, those of the new one stay', async () => {
  await registerProduct(stack.db, await product('A', 'A/1.tif', 'A/same.tif'), atOnce);
  await registerProduct(stack.db, await product('A', 'A/2.tif', 'A/same.tif'), atOnce);
  expect(await sweepObjects(stack.db, stack.store)).toEqual({ removed: ['A/1.tif'], kept: [] });
  expect(await objects('A/')).toEqual(['A/2.tif', 'A/same.tif']);
  expect(await sweepObjects(stack.db, stack.store)).toEqual({ removed: [], kept: [] });
});

test('nothing is removed before its time', async () => {
  await registerProduct(stack.db, await product('B', 'B/1.tif'));
  await removeProduct(stack.db, 'B', { keepDiscardedS: 3600 });
  expect(await sweepObjects(stack.db, stack.store)).toEqual({ removed: [], kept: [] });
  expect(await objects('B/')).toEqual(['B/1.tif']);
});

test('what another product names stays', async () => {
  await registerProduct(stack.db, await product('C', 'C/1.tif', 'C/2.tif'));
  await registerProduct(stack.db, { ...(await product('D', 'C/1.tif')), outputs: [] });
  await removeProduct(stack.db, 'C', atOnce);
  await sweepObjects(stack.db, stack.store);
  expect(await objects('C/')).toEqual(['C/1.tif']);
});

test('an object that was written anew since it was discarded stays', async () => {
  await registerProduct(stack.db, await product('E', 'E/list.json', 'E/1.tif'));
  await removeProduct(stack.db, 'E', atOnce);
  await sleep(20);
  await stack.store.write('E/list.json', Buffer.from('of the next run'));
  expect(await sweepObjects(stack.db, stack.store)).toEqual({ removed: ['E/1.tif'], kept: ['E/list.json'] });
});

test('what is about to be registered again is kept for the time it takes', async () => {
  await registerProduct(stack.db, await product('F', 'F/1.tif'));
  await removeProduct(stack.db, 'F', atOnce);
  await keepObjects(stack.db, ['F/1.tif', 'F/other.tif'], 60);
  expect(await sweepObjects(stack.db, stack.store)).toEqual({ removed: [], kept: [] });
});

test('a storage that is away loses nothing: the next sweep goes on', async () => {
  await registerProduct(stack.db, await product('G', 'G/1.tif', 'G/2.tif'));
  await removeProduct(stack.db, 'G', atOnce);
  let calls = 0;
  const failing = {
    ...stack.store,
    remove: async (key: string) => {
      calls += 1;
      if (calls > 1) throw sourceUnavailable('away');
      await stack.store.remove(key);
    },
  };
  await expect(sweepObjects(stack.db, failing)).rejects.toMatchObject({ kind: 'SourceUnavailable' });
  expect((await sweepObjects(stack.db, stack.store)).removed).toEqual(['G/1.tif', 'G/2.tif']);
  expect(await objects('G/')).toEqual([]);
});

test('several that sweep at once remove each object once', async () => {
  const keys = Array.from({ length: 250 }, (_, i) => `H/${i}.tif`);
  await registerProduct(stack.db, await product('H', ...keys));
  await removeProduct(stack.db, 'H', atOnce);
  const swept = await Promise.all([1, 2, 3].map(() => sweepObjects(stack.db, stack.store)));
  expect(swept.flatMap(({ removed }) => removed).sort()).toEqual([...keys].sort());
  expect(await objects('H/')).toEqual([]);
});
