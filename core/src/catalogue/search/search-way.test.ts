import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Footprint, Position } from '../../geometry/footprint.ts';
import { geometryOfBox, geometryOfCircle } from '../../geometry/search-geometry.ts';
import { plainProduct } from '../../testing/catalogue-products.ts';
import { startCatalogue, type TestCatalogue } from '../../testing/start-catalogue.ts';
import type { Database } from '../database.ts';
import { allOf, anyOf, compare, type Filter, not, spatial } from '../filter/filter.ts';
import { PRODUCT_TIME, temporal } from '../filter/temporal-relations.ts';
import { registerProduct } from '../register-product.ts';
import { productsOfRecords } from '../stored-record.ts';
import type { Window } from './page-columns.ts';
import { placeOf } from './place-of.ts';
import type { ProductQuery } from './product-query.ts';
import { searchStatement } from './search-statement.ts';
import { chooseWay, placesOf, type SearchWay } from './search-way.ts';

const DAY_MS = 86_400_000;
const EPOCH_MS = Date.UTC(2018, 0, 1);
const met = (...corners: [number, number, number, number]) =>
  spatial('intersects', geometryOfBox(...corners));
const during = (from: number, to: number) =>
  temporal('intersects', PRODUCT_TIME, { beginMs: EPOCH_MS + from * DAY_MS, endMs: EPOCH_MS + to * DAY_MS });
const large = { products: 1e6, spanMs: 3650 * DAY_MS };
const small = { products: 1000, spanMs: 3650 * DAY_MS };
const ancient = { products: 1000, spanMs: 36_500 * DAY_MS };
const far: Window = {
  limit: 10,
  token: { side: 'after', keys: [], index: 9990, total: { count: 20_000, isExact: false } },
};
const europe = met(-10, 35, 30, 70);
const city = met(16, 48, 17, 49);

describe('the way of a search', () => {
  test.each<[string, Filter | undefined, Window, typeof large, SearchWay]>([
    ['a small place in a large catalogue is gathered', city, { limit: 10 }, large, 'gather'],
    ['a continent in a small one is, too', europe, { limit: 10 }, small, 'gather'],
    ['a continent in a large one is planned', europe, { limit: 10 }, large, 'plan'],
    [
      '… on one day is gathered: the index goes by quarters',
      allOf(europe, during(0, 1)),
      { limit: 10 },
      large,
      'gather',
    ],
    ['a century is planned: it has too many quarters', city, { limit: 10 }, ancient, 'plan'],
    ['no place is planned', during(0, 1), { limit: 10 }, large, 'plan'],
    ['a place that need not be met is planned', anyOf(city, during(0, 1)), { limit: 10 }, large, 'plan'],
    ['two places are planned', allOf(city, not(met(16, 48, 16.5, 49))), { limit: 10 }, large, 'plan'],
    ['a page of a large result is walked to', europe, far, large, 'walk'],
    ['… without a place as well', during(0, 1), far, large, 'walk'],
    ['… unless one product in a thousand matches', europe, far, { ...large, products: 2e7 }, 'plan'],
  ])('%s', (_, filter, window, size, expected) => {
    expect(chooseWay({ limit: 10, ...(filter ? { filter } : {}) }, window, size)).toBe(expected);
  });

  test('what is sorted by another attribute is not walked to', () => {
    const query: ProductQuery = { limit: 10, sort: [{ property: 'cloudCover', direction: 'asc' }] };
    expect(chooseWay(query, far, large)).toBe('plan');
    expect(chooseWay({ ...query, sort: [{ property: 'beginTime', direction: 'asc' }] }, far, large)).toBe(
      'walk',
    );
  });
});

describe('on a database', () => {
  let catalogue: TestCatalogue;
  let db: Database;

  beforeAll(async () => {
    catalogue = await startCatalogue({ connections: 1 });
    ({ db } = catalogue);
    for (let i = 0; i < 60; i += 1) {
      const beginTime = new Date(EPOCH_MS + (i % 7) * DAY_MS);
      const endTime = new Date(beginTime.getTime() + (i % 11 === 0 ? 20 : (i % 3) / 2) * DAY_MS);
      const own = { collection: i % 2 === 0 ? 'EVEN' : 'ODD', attributes: { cloudCover: i % 6 } };
      const at = [i % 13, i % 17] as const;
      const footprint = i % 4 === 0 ? {} : { footprint: SHAPES[i % 4]!(...at) };
      await registerProduct(db, plainProduct(`P${i}`, { ...own, beginTime, endTime, at, ...footprint }));
    }
  });

  const triangle = (west: number, south: number, size: number): Position[][] => [
    [
      [west, south],
      [west + size, south],
      [west, south + size],
      [west, south],
    ],
  ];
  const footprintOf = (...coordinates: Position[][][]): Footprint => ({ type: 'MultiPolygon', coordinates });
  /** Beside the squares that are there anyway. */
  const SHAPES: Readonly<Record<number, (west: number, south: number) => Footprint>> = {
    // Smaller than what a float tells at these places, to lie just beside a box.
    1: (west, south) => footprintOf(triangle(west, south, 5e-8)),
    // Boxes meet half of its own that it does not cover.
    2: (west, south) => footprintOf(triangle(west, south, 1)),
    // Boxes lie between its parts.
    3: (west, south) => footprintOf(triangle(west, south, 0.1), triangle(west + 2, south + 1, 0.1)),
  };

  afterAll(() => catalogue.stop());

  /** Corners on the products' own edges, beside them by less than a float tells, and anywhere. */
  const corner = fc.oneof(
    fc.integer({ min: -1, max: 18 }),
    fc.tuple(fc.integer({ min: -1, max: 18 }), fc.constantFrom(-1e-7, 1e-7)).map(([a, b]) => a + b),
    fc.double({ min: -1, max: 18, noNaN: true }),
  );
  const place = fc.oneof(
    fc
      .tuple(corner, corner, corner, corner)
      .map(([a, b, c, d]) => met(Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d))),
    fc
      .tuple(corner, corner, fc.integer({ min: 1, max: 500_000 }))
      .map(([lon, lat, r]) => spatial('intersects', geometryOfCircle(lon, lat, r))),
  );
  const rest = fc.record({
    days: fc.option(fc.tuple(fc.integer({ min: -2, max: 20 }), fc.integer({ min: 0, max: 9 }))),
    clouds: fc.option(fc.integer({ min: 0, max: 5 })),
    collections: fc.option(fc.constantFrom(['EVEN'], ['EVEN', 'ODD'])),
    offset: fc.constantFrom(0, 2),
    limit: fc.constantFrom(3, 100),
    by: fc.constantFrom('beginTime' as const, 'cloudCover' as const),
  });

  test('all ways find the same', async () => {
    await fc.assert(
      fc.asyncProperty(place, rest, async (place, { days, clouds, collections, offset, limit, by }) => {
        const filter = allOf(
          ...[place, ...(days ? [during(days[0], days[0] + days[1])] : [])],
          ...(clouds === null ? [] : [compare('cloudCover', '<=', clouds)]),
        );
        const sort = [{ property: by, direction: 'desc' as const }];
        const query: ProductQuery = { filter, sort, limit, ...(collections ? { collections } : {}) };
        const find = async (way: SearchWay, window: Window) =>
          (await searchStatement(query, window, way).execute(db)).rows[0]!;
        const found = await find('plan', { limit, offset });
        const of = ({ records }: typeof found) =>
          productsOfRecords(records ?? '').map(({ identifier }) => identifier);
        expect(placesOf(filter).places).toBe(1);
        for (const way of ['gather', 'walk'] as const) {
          expect(of(await find(way, { limit, offset }))).toEqual(of(found));
        }
        const [first] = productsOfRecords(found.records ?? '');
        if (!first) return;
        const token = { side: 'after', keys: placeOf(query, first), index: 1 } as const;
        const next = of(await find('plan', { limit, token }));
        for (const way of ['gather', 'walk'] as const) {
          expect(of(await find(way, { limit, token }))).toEqual(next);
        }
      }),
      { numRuns: 100 },
    );
  });
});
