import { afterAll, beforeAll, expect, test } from 'vitest';
import { followCatalogue } from '@pvs/core/catalogue/catalogue-follower';
import { connectDatabase } from '@pvs/core/catalogue/database';
import { loadProducts } from '@pvs/core/catalogue/load-products';
import { registerProduct, removeProduct } from '@pvs/core/catalogue/register-product';
import { seenCatalogue } from '@pvs/core/catalogue/seen-catalogue';
import { plainProduct } from '@pvs/core/testing/catalogue-products';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { until } from '@pvs/core/testing/until';
import { pino } from 'pino';
import { createProductCache } from '../src/layers/product-cache.ts';
import { readAhead, RecordReader } from '../src/layers/read-ahead.ts';
import { RecordStore } from '../src/layers/record-store.ts';

const COUNT = 250;
const MEBIBYTE = 1024 ** 2;
let stack: TestStack;

const names = Array.from({ length: COUNT }, (_, i) => `P${i}`);
const refs = (identifiers: readonly string[]) =>
  identifiers.map((identifier) => stack.follower.index.product(identifier)!);

beforeAll(async () => {
  stack = await startTestStack('stack: test\ntitle: T\ncollections: [{ id: VHR }]\n');
  for (const [i, name] of names.entries()) {
    const at = [i % 90, i % 45] as const;
    await registerProduct(stack.db, plainProduct(name, { at, attributes: { cloudCover: i % 100 } }));
  }
  await stack.follower.catchUp();
});

afterAll(() => stack.stop());

/** A product cache that may not ask the database, over what a reader has read of it. */
async function readAll(store: RecordStore, reader = new RecordReader(stack.db, stack.follower.index, store)) {
  let pages = 0;
  while (await reader.readPage()) pages += 1;
  const asked: string[] = [];
  const load = async (missing: readonly string[]) => {
    asked.push(...missing);
    return seenCatalogue({ db: stack.db }).load(missing);
  };
  return { reader, pages, asked, cache: createProductCache({ load }, store) };
}

test('what was read ahead is drawn without asking the database, and is what it would say', async () => {
  const { cache, asked, pages } = await readAll(new RecordStore(MEBIBYTE));
  const products = await cache.load(refs(names));
  expect(asked).toEqual([]);
  const byName = new Map(products.map((product) => [product.identifier, product]));
  for (const product of await loadProducts(stack.db, names))
    expect(byName.get(product.identifier)).toEqual(product);
  expect(pages).toBe(2);
});

test('what is registered, replaced and removed later is followed', async () => {
  const store = new RecordStore(MEBIBYTE);
  const { reader } = await readAll(store);
  await registerProduct(stack.db, plainProduct('NEW'));
  await registerProduct(stack.db, plainProduct('P7', { attributes: { cloudCover: 99 } }));
  await removeProduct(stack.db, 'P8');
  await stack.follower.catchUp();
  const { cache, asked } = await readAll(store, reader);
  const [added, replaced] = await cache.load(refs(['NEW', 'P7']));
  expect([added?.identifier, replaced?.attributes.cloudCover]).toEqual(['NEW', 99]);
  expect(asked).toEqual([]);
  expect(await reader.readPage()).toBe(false);
});

test('a full store has the newest, and the rest is asked for', async () => {
  const store = new RecordStore(60_000);
  const { cache, asked } = await readAll(store);
  expect(store.size).toBeGreaterThan(50);
  expect(store.size).toBeLessThan(COUNT);
  await cache.load(refs(names.slice(-50)));
  expect(asked).toEqual([]);
  expect(await cache.load(refs(['P0']))).toMatchObject([{ identifier: 'P0' }]);
  expect(asked).toEqual(['P0']);
});

test('a record of another revision is not given', () => {
  const store = new RecordStore(MEBIBYTE);
  store.put({ identifier: 'A', collection: 'C', revision: 2, record: '{"first":1}' });
  store.put({ identifier: 'B', collection: 'C', revision: 3, record: '{"first":2}' });
  expect([store.get('A', 1), store.get('A', 2), store.get('B', 3)]).toEqual([
    undefined,
    '{"first":1}',
    '{"first":2}',
  ]);
});

test('a database that cannot be reached is said once for both, the index and the records', async () => {
  const said: string[] = [];
  const log = pino({}, { write: (line) => void said.push((JSON.parse(line) as { msg: string }).msg) });
  const db = connectDatabase('postgres://nobody@127.0.0.1:1/none', 1, pino({ level: 'silent' }));
  const follower = followCatalogue(db, stack.redis, log);
  const reading = readAhead({ db, follower, log }, new RecordStore(MEBIBYTE));
  await until(() => said.length > 0);
  await follower.catchUp();
  await follower.catchUp();
  reading.stop();
  follower.stop();
  await db.destroy();
  expect(said).toEqual(['Catalogue:Unreadable']);
});
