import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainProduct } from '../../testing/catalogue-products.ts';
import { startCatalogue, type TestCatalogue } from '../../testing/start-catalogue.ts';
import type { Database } from '../database.ts';
import { allOf, compare, type Filter } from '../filter/filter.ts';
import { PRODUCT_TIME, temporal } from '../filter/temporal-relations.ts';
import type { Product } from '../product.ts';
import { registerProduct } from '../register-product.ts';
import { COUNT_LIMITS, countByTime, countByValue, TIME_STEPS } from './count-products.ts';
import { searchProducts } from './search-products.ts';

let catalogue: TestCatalogue;
let db: Database;
const HOUR_MS = 3_600_000;

/** From the last hours of 2017 on; some last for weeks, and a third has no platform. */
const products: readonly Product[] = Array.from({ length: 50 }, (_, i) => {
  const beginMs = Date.UTC(2017, 11, 31, 22) + i * i * HOUR_MS;
  const platform = ['A', 'B', undefined][i % 3];
  return plainProduct(`P_${i}`, {
    collection: i % 2 === 0 ? 'EVEN' : 'ODD',
    beginTime: new Date(beginMs),
    endTime: new Date(beginMs + (i % 7 === 0 ? 30 * 24 * HOUR_MS : 1000)),
    attributes: platform === undefined ? {} : { platform },
    at: [i % 13, i % 17],
  });
});

beforeAll(async () => {
  catalogue = await startCatalogue();
  ({ db } = catalogue);
  for (const product of products) await registerProduct(db, product);
});

afterAll(() => catalogue.stop());

test('a step is one of the calendar in UTC, and those without a product are left out', async () => {
  const years = await countByTime(db, {}, 'year');
  expect(years.map(({ begin, count }) => [begin.toISOString(), count])).toEqual([
    ['2017-01-01T00:00:00.000Z', 2],
    ['2018-01-01T00:00:00.000Z', 48],
  ]);
  const weeks = await countByTime(db, {}, 'week');
  expect(weeks[0]!.begin.toISOString()).toBe('2017-12-25T00:00:00.000Z');
});

const conditions: readonly (readonly [string, Filter | undefined])[] = [
  ['nothing', undefined],
  [
    'a time that long products reach into',
    temporal('intersects', PRODUCT_TIME, { beginMs: Date.UTC(2018, 0, 20), endMs: Date.UTC(2018, 1, 10) }),
  ],
  ['a platform', compare('platform', '=', 'A')],
  ['nothing that is there', allOf(compare('platform', '=', 'A'), compare('platform', '=', 'B'))],
];

test.each(conditions)('with %s every step counts as many as the search finds', async (_, filter) => {
  const query = { collections: ['EVEN'], ...(filter ? { filter } : {}) };
  const found = await searchProducts(db, { ...query, limit: 100 });
  for (const step of TIME_STEPS) {
    const counts = await countByTime(db, query, step);
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(found.products.length);
    const begins = counts.map(({ begin }) => begin.getTime());
    expect(begins).toEqual([...new Set(begins)].sort((a, b) => a - b));
  }
});

test('more steps than are allowed are refused, not cut off', async () => {
  await expect(countByTime(db, {}, 'hour', { ...COUNT_LIMITS, maxSteps: 10 })).rejects.toThrow(
    'more than 10 steps of one hour',
  );
});

test('values are counted, the most frequent first, and what does not fit is told', async () => {
  expect(await countByValue(db, {}, 'platform')).toEqual({
    values: [
      { value: 'A', count: 17 },
      { value: 'B', count: 17 },
    ],
    others: 0,
  });
  const one = await countByValue(db, {}, 'platform', { ...COUNT_LIMITS, maxValues: 1 });
  expect(one).toEqual({ values: [{ value: 'A', count: 17 }], others: 17 });
  expect(await countByValue(db, { collections: ['NONE'] }, 'platform')).toEqual({ values: [], others: 0 });
});
