import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { archivedProduct, ARCHIVED, countableQuery } from '../../testing/archived-products.ts';
import { startTestStack, type TestStack } from '../../testing/test-stack.ts';
import { compare, spatial } from '../filter/filter.ts';
import { geometryOfBox } from '../../geometry/search-geometry.ts';
import type { SearchProperty } from '../filter/queryables.ts';
import { registerProduct } from '../register-product.ts';
import type { ProductQuery, SortKey } from '../search/product-query.ts';
import { SEARCH_LIMITS } from '../search/search-limits.ts';
import { searchProducts } from '../search/search-products.ts';
import { findFirst, firstInOrder } from './find-first.ts';

let stack: TestStack;

beforeAll(async () => {
  stack = await startTestStack('stack: test\ntitle: T\ncollections: [{ id: A }, { id: B }, { id: C }]\n');
  for (let i = 0; i < ARCHIVED; i += 1) await registerProduct(stack.db, archivedProduct(i));
});

afterAll(() => stack.stop());

const findKnown = (query: ProductQuery, limit: number) =>
  findFirst({ db: stack.db, follower: stack.follower, limits: SEARCH_LIMITS }, query, limit);

const sortKey = fc.record<SortKey>({
  property: fc.constantFrom<SearchProperty>('cloudCover', 'orbitNumber', 'beginTime', 'endTime', 'snowCover'),
  direction: fc.constantFrom('asc', 'desc'),
});
const search = fc.record({
  query: countableQuery,
  sort: fc.uniqueArray(sortKey, { minLength: 1, maxLength: 3, selector: ({ property }) => property }),
  limit: fc.integer({ min: 1, max: 30 }),
  offset: fc.integer({ min: 0, max: 40 }),
});

test('a page whose products are known from memory is the one that the database finds', async () => {
  await fc.assert(
    fc.asyncProperty(search, async ({ query, sort, limit, offset }) => {
      const asked: ProductQuery = { ...query, sort, limit, page: { offset }, count: 'exact' };
      expect(await findKnown(asked, limit)).toBeDefined();
      const page = await searchProducts(stack.db, asked, SEARCH_LIMITS, undefined, findKnown);
      expect(page).toEqual(await searchProducts(stack.db, asked));
    }),
    { numRuns: 40 },
  );
});

test('pages after it go on where it ended', async () => {
  const query: ProductQuery = {
    sort: [{ property: 'cloudCover', direction: 'asc' }],
    filter: spatial('intersects', geometryOfBox(-10.5, -7.5, 9.5, 6.5)),
    limit: 7,
  };
  const all = (await searchProducts(stack.db, { ...query, limit: ARCHIVED })).products;
  const seen: string[] = [];
  let token: string | undefined;
  do {
    const page = { ...query, ...(token === undefined ? {} : { page: { token } }) };
    const { products, next } = await searchProducts(stack.db, page, SEARCH_LIMITS, undefined, findKnown);
    seen.push(...products.map(({ identifier }) => identifier));
    token = next;
  } while (token !== undefined);
  expect(seen).toEqual(all.map(({ identifier }) => identifier));
});

test('what memory does not tell the database finds: other orders, other attributes', async () => {
  const sort = [{ property: 'cloudCover', direction: 'asc' }] as const;
  expect(
    await findKnown({ limit: 5, sort: [{ property: 'platform', direction: 'asc' }] }, 5),
  ).toBeUndefined();
  expect(
    await findKnown({ limit: 5, sort: [{ property: 'identifier', direction: 'asc' }] }, 5),
  ).toBeUndefined();
  expect(await findKnown({ limit: 5, sort, filter: compare('doi', '=', 'x') }, 5)).toBeUndefined();
});

test('a product that changes meanwhile is found by the database', async () => {
  const query: ProductQuery = { limit: 3, sort: [{ property: 'orbitNumber', direction: 'desc' }] };
  const stale = async () => ({ identifiers: ['P_119', 'GONE', 'P_118'], total: 3 });
  const { products } = await searchProducts(stack.db, query, SEARCH_LIMITS, undefined, stale);
  expect(products).toEqual((await searchProducts(stack.db, query)).products);
});

test('the first rows are those of any other way to sort, with all that equal the last', () => {
  const rows = fc.array(fc.record({ a: fc.nat(3), b: fc.nat(3) }), { maxLength: 40 });
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 20 }), (values, limit) => {
      const place = (row: number) => values[row]!.a * 10 + values[row]!.b;
      const indexes = values.map((_, row) => row);
      const last = indexes.map(place).sort((x, y) => x - y)[Math.min(limit, values.length) - 1] ?? 0;
      const first = firstInOrder(indexes, [(row) => values[row]!.a, (row) => values[row]!.b], limit);
      expect([...first].sort()).toEqual(indexes.filter((row) => place(row) <= last).sort());
    }),
  );
});
