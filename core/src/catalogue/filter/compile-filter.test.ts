import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { geometryOfBox } from '../../geometry/search-geometry.ts';
import { plainProduct } from '../../testing/catalogue-products.ts';
import { type PlainProduct, truthOf } from '../../testing/matches-filter.ts';
import { startCatalogue, type TestCatalogue } from '../../testing/start-catalogue.ts';
import type { Database } from '../database.ts';
import type { EoAttributes } from '../product.ts';
import { registerProduct } from '../register-product.ts';
import { searchProducts } from '../search/search-products.ts';
import type { Filter, FilterValue } from './filter.ts';
import { parseCql2Json } from './parse-cql2-json.ts';
import { eoQueryables, propertyKinds, type SearchProperty } from './queryables.ts';

let catalogue: TestCatalogue;
let db: Database;
const products: PlainProduct[] = [];

const texts = ['PHR', 'SPOT', 'a_b', 'a%b', 'A\\B', "it's", ''];
const numbers = [-1.5, 0, 3, 7.25, 50];
const times = [0, 1, 2, 3, 4, 5].map((day) => new Date(Date.UTC(2018, 5, 1 + day)));

beforeAll(async () => {
  catalogue = await startCatalogue();
  ({ db } = catalogue);
  for (const attributes of fc.sample(anyAttributes, { numRuns: 120, seed: 7 })) {
    const i = products.length;
    const [west, south, days] = [(i * 7) % 11, (i * 5) % 13, i % 9 === 0 ? 3 : (i % 3) / 2];
    const beginTime = times[i % 4]!;
    const endTime = new Date(beginTime.getTime() + days * 86_400_000);
    const own = { collection: i % 2 === 0 ? 'VHR' : 'OTHER', beginTime, endTime };
    await registerProduct(db, plainProduct(`P${i}`, { ...own, attributes, at: [west, south] }));
    const values = { identifier: `P${i}`, type: 'generic', ...own, ...attributes };
    products.push({ values, west, south, east: west + 1, north: south + 1 });
  }
});

afterAll(() => catalogue.stop());

const maybe = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const anyAttributes = fc
  .record({
    platform: maybe(texts),
    instrument: maybe(texts),
    cloudCover: maybe(numbers),
    snowCover: maybe(numbers),
    orbitNumber: maybe([0, 3, 50]),
    creationDate: maybe(times),
  })
  .map(
    (all) =>
      Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as EoAttributes,
  );

const properties = [
  'platform',
  'instrument',
  'cloudCover',
  'snowCover',
  'orbitNumber',
  'creationDate',
  'beginTime',
  'endTime',
  'collection',
] as const satisfies SearchProperty[];
const valueOf = (property: SearchProperty): fc.Arbitrary<FilterValue> => {
  const kind = propertyKinds[property];
  if (kind === 'time') return fc.constantFrom(...times);
  return kind === 'text' ? fc.constantFrom(...texts, 'VHR', 'OTHER') : fc.constantFrom(...numbers);
};
const comparisons = ['=', '<>', '<', '<=', '>', '>='] as const;
/** The order of texts is the database's, so only their equality is compared. */
const comparisonOf = (property: SearchProperty) =>
  fc.constantFrom(...(propertyKinds[property] === 'text' ? (['=', '<>'] as const) : comparisons));

const leaf: fc.Arbitrary<Filter> = fc.constantFrom(...properties).chain((property) =>
  fc.oneof(
    fc.record({
      kind: fc.constant('compare' as const),
      property: fc.constant(property),
      comparison: comparisonOf(property),
      value: valueOf(property),
    }),
    fc.record({
      kind: fc.constant('in' as const),
      property: fc.constant(property),
      values: fc.array(valueOf(property), { maxLength: 3 }),
    }),
    fc.constant({ kind: 'isNull' as const, property }),
    fc.record({
      kind: fc.constant('like' as const),
      property: fc.constantFrom('platform' as const, 'instrument' as const),
      pattern: fc.constantFrom('P%', '%o%', 'a\\_b', 'a_b', '%', '_HR', 'A\\\\B', ''),
      ignoreCase: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('compareProperties' as const),
      left: fc.constantFrom('cloudCover' as const, 'orbitNumber' as const),
      comparison: fc.constantFrom(...comparisons),
      right: fc.constant('snowCover' as const),
    }),
    fc
      .tuple(fc.integer({ min: -1, max: 9 }), fc.integer({ min: -1, max: 9 }), fc.integer({ min: 1, max: 5 }))
      .chain(([x, y, size]) =>
        fc.record({
          kind: fc.constant('spatial' as const),
          relation: fc.constantFrom(
            ...(['intersects', 'disjoint', 'within', 'contains', 'equals', 'touches', 'overlaps'] as const),
          ),
          geometry: fc.constantFrom(
            geometryOfBox(x, y, x + size, y + size),
            geometryOfBox(x + 0.25, y + 0.25, x + 0.75, y + 0.75),
          ),
        }),
      ),
  ),
);

const { filter: anyFilter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('filter'), { maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), part: tie('filter') }),
  ),
}));

const found = async (filter: Filter) => {
  const page = await searchProducts(db, { filter, limit: 1000 });
  return page.products.map(({ identifier }) => identifier).sort();
};
const expected = (filter: Filter) =>
  products
    .filter((product) => truthOf(filter, product) === true)
    .map(({ values }) => String(values.identifier))
    .sort();

test('any filter finds what it says of each product, unknown values included', async () => {
  await fc.assert(
    fc.asyncProperty(anyFilter, async (filter) => {
      expect(await found(filter)).toEqual(expected(filter));
    }),
    { numRuns: 200 },
  );
});

test('counting finds as many', async () => {
  await fc.assert(
    fc.asyncProperty(anyFilter, async (filter) => {
      const { total } = await searchProducts(db, { filter, limit: 0, count: 'exact' });
      expect(total).toEqual({ count: expected(filter).length, isExact: true });
    }),
    { numRuns: 50 },
  );
});

test('what looks like SQL is a value like any other', async () => {
  const value = "x' or 1=1; drop table product; --";
  const filter = parseCql2Json({ op: '=', args: [{ property: 'platform' }, value] }, eoQueryables);
  expect(await found(filter)).toEqual([]);
  expect((await found({ kind: 'and', parts: [] })).length).toBe(products.length);
});
