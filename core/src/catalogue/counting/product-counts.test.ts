import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { geometryOfBox } from '../../geometry/search-geometry.ts';
import { archivedProduct, ARCHIVED, countableQuery } from '../../testing/archived-products.ts';
import { startTestStack, type TestStack } from '../../testing/test-stack.ts';
import { compare, spatial } from '../filter/filter.ts';
import { registerProduct, removeProduct } from '../register-product.ts';
import { COUNT_LIMITS, type CountedQuery, TIME_STEPS } from '../search/count-products.ts';
import { matchRows } from './match-rows.ts';
import { countProducts } from './product-counts.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack('stack: test\ntitle: T\ncollections: [{ id: A }, { id: B }, { id: C }]\n');
  for (let i = 0; i < ARCHIVED; i += 1) await registerProduct(stack.db, archivedProduct(i));
});

afterAll(() => stack.stop());

async function allCounts(query: CountedQuery, follower?: TestStack['follower']) {
  const counts = await countProducts(
    { db: stack.db, limits: COUNT_LIMITS, ...(follower && { follower }) },
    query,
  );
  return Promise.all([
    counts.total(),
    counts.begins(),
    ...TIME_STEPS.map((step) => counts.byTime(step)),
    counts.byValue('platform'),
    counts.byValue('collection'),
    counts.byValue('orbitDirection'),
  ]);
}

test('what is counted from memory is what the database counts', async () => {
  await fc.assert(
    fc.asyncProperty(countableQuery, async (query) => {
      expect(matchRows(query, stack.follower.countable()!)).toBeDefined();
      expect(await allCounts(query, stack.follower)).toEqual(await allCounts(query));
    }),
    { numRuns: 40 },
  );
});

test('of small footprints of one part only those at the corners of a box are left for the database', async () => {
  await stack.follower.catchUp();
  const filter = spatial('intersects', geometryOfBox(-10.5, -7.5, 9.5, 6.5));
  const { from, rows, unclear } = matchRows({ filter }, stack.follower.countable()!)!;
  const isPlain = (row: number) => {
    const i = Number(from.products.identifierAt(row).slice(2));
    return i % 7 !== 0 && i % 11 !== 0 && i % 13 !== 0;
  };
  const holdsCorner = (row: number) => {
    const [west, south, east, north] = from.counted.get(row) as readonly number[] as [
      number,
      number,
      number,
      number,
    ];
    return [-10.5, 9.5].some((x) => west < x && x < east) && [-7.5, 6.5].some((y) => south < y && y < north);
  };
  expect(rows.length).toBeGreaterThan(70);
  expect(unclear.filter((row) => isPlain(row) && !holdsCorner(row))).toEqual([]);
});

test('what was committed before is counted, and what was taken back is not', async () => {
  const query: CountedQuery = { filter: compare('platform', '=', 'NEW') };
  const total = async () => (await allCounts(query, stack.follower))[0];
  await registerProduct(stack.db, archivedProduct(1, { identifier: 'NEW', attributes: { platform: 'NEW' } }));
  expect(await total()).toBe(1);
  await registerProduct(
    stack.db,
    archivedProduct(1, { identifier: 'NEW', attributes: { platform: 'OTHER' } }),
  );
  expect(await total()).toBe(0);
  await registerProduct(stack.db, archivedProduct(1, { identifier: 'NEW', attributes: { platform: 'NEW' } }));
  await removeProduct(stack.db, 'NEW');
  expect(await total()).toBe(0);
});

test('what the columns cannot tell the database counts', async () => {
  const unknown: readonly CountedQuery[] = [
    { text: 'P_1' },
    { identifiers: ['P_1', 'P_2'] },
    { filter: { kind: 'like', property: 'platform', pattern: 'X%', ignoreCase: false } },
    { filter: compare('platform', '<', 'Y') },
    { filter: compare('productVersion', '=', '1') },
    { filter: spatial('within', geometryOfBox(-10, -10, 10, 10)) },
    { filter: { kind: 'not', part: spatial('intersects', geometryOfBox(-10, -10, 10, 10)) } },
  ];
  for (const query of unknown) {
    expect(matchRows(query, stack.follower.countable()!)).toBeUndefined();
    expect(await allCounts(query, stack.follower)).toEqual(await allCounts(query));
  }
});

test('while the catalogue cannot be followed the database counts', async () => {
  const countable = vi.fn();
  const follower = { ...stack.follower, isCurrent: () => false, countable };
  expect((await allCounts({}, follower))[0]).toBe(ARCHIVED);
  expect(countable).not.toHaveBeenCalled();
});

test('more steps than are allowed are refused', async () => {
  const context = { db: stack.db, follower: stack.follower, limits: { ...COUNT_LIMITS, maxSteps: 3 } };
  const counts = await countProducts(context, {});
  await expect(counts.byTime('day')).rejects.toThrow('more than 3 steps of one day');
});
