import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buildFootprint } from '../../geometry/build-footprint.ts';
import type { Position } from '../../geometry/footprint.ts';
import { geometryOfBox, type SearchGeometry } from '../../geometry/search-geometry.ts';
import { plainProduct } from '../../testing/catalogue-products.ts';
import { startTestStack, type TestStack } from '../../testing/test-stack.ts';
import { type Comparison, compare, type Filter, spatial } from '../filter/filter.ts';
import type { SearchProperty } from '../filter/queryables.ts';
import type { Product } from '../product.ts';
import { registerProduct, removeProduct } from '../register-product.ts';
import { COUNT_LIMITS, type CountedQuery, TIME_STEPS } from '../search/count-products.ts';
import { matchRows } from './match-rows.ts';
import { countProducts } from './product-counts.ts';

let stack: TestStack;
const DAY_MS = 86_400_000;
const COUNT = 120;

const ring = (...corners: readonly Position[]) => buildFootprint([[[...corners, corners[0]!]]]);

/** Slanted scenes on a grid that boxes are asked for by, some of them large, in two parts or over the antimeridian. */
function footprintOf(i: number): Product['footprint'] {
  const [x, y, size] = [((i * 7) % 20) - 10, ((i * 3) % 14) - 7, i % 11 === 0 ? 9 : 1];
  if (i % 13 === 0) return ring([178, y], [-178, y], [-178, y + 1], [178, y + 1]);
  const part: readonly Position[] = [
    [x, y],
    [x + size, y - size / 4],
    [x + size * 1.2, y + size],
    [x + size / 4, y + size],
  ];
  if (i % 7 !== 0) return ring(...part);
  const other: readonly Position[] = part.map(([lon, lat]) => [lon + 3, lat + 2]);
  return buildFootprint([[[...part, part[0]!]], [[...other, other[0]!]]]);
}

const productOf = (i: number, changes: Partial<Product> = {}): Product => {
  const beginTime = new Date(Date.UTC(2017, 11, 30, 22) + ((i * i) % 900) * DAY_MS * 0.7);
  return plainProduct(`P_${i}`, {
    collection: ['A', 'B', 'C'][i % 3]!,
    footprint: footprintOf(i),
    ...{ beginTime, endTime: new Date(beginTime.getTime() + (i % 9 === 0 ? 40 * DAY_MS : 7000)) },
    attributes: {
      ...(i % 4 === 0 ? {} : { platform: ['X', 'Y', 'é'][i % 3]! }),
      ...(i % 5 === 0 ? {} : { cloudCover: i % 17, orbitNumber: i }),
    },
    ...changes,
  });
};

beforeAll(async () => {
  stack = await startTestStack('stack: test\ntitle: T\ncollections: [{ id: A }, { id: B }, { id: C }]\n');
  for (let i = 0; i < COUNT; i += 1) await registerProduct(stack.db, productOf(i));
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

const comparison = fc.constantFrom<Comparison>('=', '<>', '<', '<=', '>', '>=');
const time = fc
  .integer({ min: 0, max: 700 })
  .map((day) => new Date(Date.UTC(2017, 11, 30, 22) + day * DAY_MS * 0.7));
const leaf = fc.oneof(
  fc
    .tuple(
      fc.constantFrom<SearchProperty>('cloudCover', 'orbitNumber', 'snowCover'),
      comparison,
      fc.integer({ min: 0, max: 20 }),
    )
    .map(([property, sign, value]) => compare(property, sign, value)),
  fc
    .tuple(fc.constantFrom<SearchProperty>('beginTime', 'endTime'), comparison, time)
    .map(([property, sign, value]) => compare(property, sign, value)),
  fc
    .tuple(
      fc.constantFrom<SearchProperty>('platform', 'collection'),
      fc.constantFrom<Comparison>('=', '<>'),
      fc.constantFrom('X', 'é', 'A', 'none'),
    )
    .map(([property, sign, value]) => compare(property, sign, value)),
  fc.constantFrom<Filter>(
    { kind: 'isNull', property: 'cloudCover' },
    { kind: 'isNull', property: 'platform' },
    { kind: 'in', property: 'platform', values: ['X', 'none'] },
    { kind: 'in', property: 'orbitNumber', values: [3, 17, 40.5] },
    { kind: 'in', property: 'platform', values: [] },
    { kind: 'compareProperties', left: 'cloudCover', comparison: '<', right: 'orbitNumber' },
  ),
);
const { condition } = fc.letrec<{ condition: Filter }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('condition'), { maxLength: 3 }))
      .map(([kind, parts]): Filter => ({ kind, parts })),
    tie('condition').map((part): Filter => ({ kind: 'not', part })),
  ),
}));

const degree = (least: number, most: number) =>
  fc.integer({ min: 4 * least, max: 4 * most }).map((quarters) => quarters / 4);
const box = fc
  .tuple(degree(-15, 14), degree(-9, 8), degree(0, 15), degree(0, 9))
  .map(([west, south, width, height]) => geometryOfBox(west, south, west + width, south + height));
const overAntimeridian = fc
  .tuple(degree(170, 179), degree(-179, -170), degree(-9, 0), degree(1, 9))
  .map(([west, east, south, north]) => geometryOfBox(west, south, east, north));
const triangle = fc.tuple(degree(-15, 10), degree(-9, 5)).map(([x, y]): SearchGeometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [x, y],
      [x + 6, y + 1],
      [x + 2, y + 5],
      [x, y],
    ],
  ],
}));
const place = fc.oneof(box, overAntimeridian, triangle).map((geometry) => spatial('intersects', geometry));

const query = fc
  .record({
    collections: fc.option(fc.subarray(['A', 'B', 'NONE']), { nil: undefined }),
    parts: fc.array(fc.oneof(condition, place), { maxLength: 3 }),
  })
  .map(({ collections, parts }): CountedQuery => ({
    filter: { kind: 'and', parts },
    ...(collections && { collections }),
  }));

test('what is counted from memory is what the database counts', async () => {
  await fc.assert(
    fc.asyncProperty(query, async (query) => {
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
  await registerProduct(stack.db, productOf(1, { identifier: 'NEW', attributes: { platform: 'NEW' } }));
  expect(await total()).toBe(1);
  await registerProduct(stack.db, productOf(1, { identifier: 'NEW', attributes: { platform: 'OTHER' } }));
  expect(await total()).toBe(0);
  await registerProduct(stack.db, productOf(1, { identifier: 'NEW', attributes: { platform: 'NEW' } }));
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
  expect((await allCounts({}, follower))[0]).toBe(COUNT);
  expect(countable).not.toHaveBeenCalled();
});

test('more steps than are allowed are refused', async () => {
  const context = { db: stack.db, follower: stack.follower, limits: { ...COUNT_LIMITS, maxSteps: 3 } };
  const counts = await countProducts(context, {});
  await expect(counts.byTime('day')).rejects.toThrow('more than 3 steps of one day');
});
