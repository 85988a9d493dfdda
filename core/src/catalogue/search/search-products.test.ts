import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { geometryOfBox } from '../../geometry/search-geometry.ts';
import { plainProduct } from '../../testing/catalogue-products.ts';
import { startCatalogue, type TestCatalogue } from '../../testing/start-catalogue.ts';
import type { Database } from '../database.ts';
import { allOf, anyOf, compare, type Filter, not, spatial } from '../filter/filter.ts';
import { PRODUCT_TIME, temporal } from '../filter/temporal-relations.ts';
import type { Product } from '../product.ts';
import { registerProduct, removeProduct } from '../register-product.ts';
import { NEWEST_FIRST, type ProductQuery, type SortKey, sortKeysOf } from './product-query.ts';
import { SEARCH_LIMITS } from './search-limits.ts';
import { searchProducts } from './search-products.ts';

let catalogue: TestCatalogue;
let db: Database;
const DAY_MS = 86_400_000;
const EPOCH_MS = Date.UTC(2018, 0, 1);

/** Products of few different times and attributes, so that many are equal in most keys; some last for weeks. */
const products: readonly Product[] = Array.from({ length: 60 }, (_, i) => {
  const beginMs = EPOCH_MS + (i % 7) * DAY_MS + (i % 3);
  const lastsMs = i % 11 === 0 ? 20 * DAY_MS : i % 5 === 0 ? DAY_MS : (i % 2) * 1000;
  const creationDate = new Date(beginMs + (i % 5) * DAY_MS);
  const attributes =
    i % 4 === 0 ? {} : { cloudCover: i % 6, platform: i % 3 === 0 ? 'A' : 'B', creationDate };
  return plainProduct(`P_${String(i).padStart(2, '0')}`, {
    collection: i % 2 === 0 ? 'EVEN' : 'ODD',
    beginTime: new Date(beginMs),
    endTime: new Date(beginMs + lastsMs),
    attributes,
    at: [i % 13, i % 17],
  });
});

beforeAll(async () => {
  catalogue = await startCatalogue();
  ({ db } = catalogue);
  for (const product of products) await registerProduct(db, product);
});

afterAll(() => catalogue.stop());

const idsOf = (page: { products: readonly { identifier: string }[] }) =>
  page.products.map((p) => p.identifier);

/** The identifiers of each page, walking on by `next`, and then back from the last one by `previous`. */
async function walk(query: ProductQuery): Promise<{ there: string[][]; back: string[][] }> {
  const [there, back]: [string[][], string[][]] = [[], []];
  let page = await searchProducts(db, query);
  for (;;) {
    there.push(idsOf(page));
    if (page.next === undefined) break;
    page = await searchProducts(db, { ...query, page: { token: page.next } });
  }
  while (page.previous !== undefined) {
    page = await searchProducts(db, { ...query, page: { token: page.previous } });
    back.unshift(idsOf(page));
  }
  return { there, back };
}

/** The order of a sort, by definition: absent values last, whatever the direction. */
function inOrder(all: readonly Product[], keys: readonly SortKey[]): string[] {
  // They are registered one after the other.
  const valueOf = (product: Product, { property }: SortKey) =>
    ({ ...product, ...product.attributes, registeredAt: all.indexOf(product) })[property as 'identifier'] as
      string | number | Date | undefined;
  const compareBy = (key: SortKey) => (a: Product, b: Product) => {
    const [x, y] = [valueOf(a, key), valueOf(b, key)];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
    return (x < y ? -1 : x > y ? 1 : 0) * (key.direction === 'asc' ? 1 : -1);
  };
  const order = (a: Product, b: Product) =>
    keys.map((key) => compareBy(key)(a, b)).find((sign) => sign !== 0) ?? 0;
  return [...all].sort(order).map(({ identifier }) => identifier);
}

describe('paging', () => {
  const sorts: (readonly SortKey[])[] = [
    NEWEST_FIRST,
    [{ property: 'beginTime', direction: 'asc' }],
    [{ property: 'identifier', direction: 'desc' }],
    [{ property: 'cloudCover', direction: 'asc' }],
    [{ property: 'cloudCover', direction: 'desc' }],
    [{ property: 'creationDate', direction: 'desc' }],
    [{ property: 'registeredAt', direction: 'desc' }],
    [
      { property: 'platform', direction: 'desc' },
      { property: 'cloudCover', direction: 'asc' },
    ],
    [
      { property: 'collection', direction: 'asc' },
      { property: 'endTime', direction: 'desc' },
      { property: 'cloudCover', direction: 'desc' },
    ],
  ];
  test.each(sorts.flatMap((sort) => [1, 7, 60, 100].map((limit) => ({ sort, limit }))))(
    'pages of $limit by $sort.0 have everything once and in order, there and back',
    async ({ sort, limit }) => {
      const { there, back } = await walk({ sort, limit });
      expect(there.flat()).toEqual(inOrder(products, sortKeysOf({ sort })));
      for (const page of there.slice(0, -1)) expect(page).toHaveLength(limit);
      expect([...back, there.at(-1)].flat()).toEqual(there.flat());
    },
  );

  test('a page knows its place and the number of all', async () => {
    const query: ProductQuery = { limit: 25, count: 'bounded' };
    const first = await searchProducts(db, query);
    expect(first).toMatchObject({ startIndex: 0, total: { count: 60, isExact: true } });
    const second = await searchProducts(db, { ...query, page: { token: first.next! } });
    expect(second).toMatchObject({ startIndex: 25, total: { count: 60, isExact: true } });
    const third = await searchProducts(db, { ...query, page: { token: second.next! } });
    expect(third.next).toBeUndefined();
    expect(third).toMatchObject({ startIndex: 50, total: { count: 60, isExact: true } });
    expect(await searchProducts(db, { ...query, page: { token: third.previous! } })).toMatchObject({
      startIndex: 25,
    });
    const skipped = await searchProducts(db, { ...query, page: { offset: 25 } });
    expect(idsOf(skipped)).toEqual(idsOf(second));
    expect(skipped).toMatchObject({ startIndex: 25, total: { count: 60 } });
  });

  test('beyond the last product is an empty page that knows how many there are', async () => {
    const page = await searchProducts(db, { limit: 5, count: 'bounded', page: { offset: 1000 } });
    expect(page).toMatchObject({ products: [], total: { count: 60, isExact: true } });
    expect(page.next).toBeUndefined();
  });

  test('each product that was there is on one page, though others come and go meanwhile', async () => {
    const query: ProductQuery = { limit: 7, collections: ['EVEN'] };
    const seen: string[] = [];
    let page = await searchProducts(db, query);
    for (let round = 0; ; round += 1) {
      seen.push(...idsOf(page));
      const beginTime = new Date(EPOCH_MS + (round % 7) * DAY_MS);
      const fresh = plainProduct(`NEW_${round}`, { collection: 'EVEN', beginTime, endTime: beginTime });
      await registerProduct(db, fresh);
      // One that was listed already is registered again.
      const again = products.find(({ identifier }) => identifier === seen[0])!;
      await registerProduct(db, { ...again, attributes: { cloudCover: 99 } });
      if (page.next === undefined) break;
      page = await searchProducts(db, { ...query, page: { token: page.next } });
    }
    const old = seen.filter((identifier) => identifier.startsWith('P_'));
    expect(new Set(seen).size).toBe(seen.length);
    expect(old.sort()).toEqual(products.filter((p) => p.collection === 'EVEN').map((p) => p.identifier));
    for (let i = 0; await removeProduct(db, `NEW_${i}`); i += 1);
    for (const product of products.slice(0, 60)) await registerProduct(db, product);
  });
});

describe('time', () => {
  const during = (relation: Parameters<typeof temporal>[0], from: number, to: number): Filter =>
    temporal(relation, PRODUCT_TIME, { beginMs: EPOCH_MS + from * DAY_MS, endMs: EPOCH_MS + to * DAY_MS });

  test('long and short products are found alike, whatever is asked', async () => {
    const day = fc.integer({ min: -2, max: 30 });
    const relation = fc.constantFrom(
      'intersects' as const,
      'during' as const,
      'disjoint' as const,
      'after' as const,
    );
    await fc.assert(
      fc.asyncProperty(relation, day, day, fc.constantFrom(3, 100), async (relation, a, b, limit) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const { there } = await walk({ filter: during(relation, from, to), limit });
        const [t1, t2] = [EPOCH_MS + from * DAY_MS, EPOCH_MS + to * DAY_MS];
        const isMeant = ({ beginTime, endTime }: Product) => {
          const [begin, end] = [beginTime.getTime(), endTime.getTime()];
          if (relation === 'during') return begin > t1 && end < t2;
          if (relation === 'after') return begin > t2;
          return (begin <= t2 && end >= t1) === (relation === 'intersects');
        };
        expect(there.flat()).toEqual(inOrder(products.filter(isMeant), NEWEST_FIRST));
      }),
      { numRuns: 40 },
    );
  });

  test('open ends are open', async () => {
    const since = temporal('intersects', PRODUCT_TIME, { beginMs: EPOCH_MS + 25 * DAY_MS, endMs: Infinity });
    const { total } = await searchProducts(db, { filter: since, limit: 0, count: 'exact' });
    expect(total?.count).toBe(products.filter((p) => p.endTime.getTime() >= EPOCH_MS + 25 * DAY_MS).length);
  });
});

describe('identifiers, text and collections', () => {
  test.each<[Partial<ProductQuery>, string[]]>([
    [{ identifiers: ['P_03', 'P_01', 'none'] }, ['P_03', 'P_01']],
    [{ text: 'p_0', collections: ['ODD'] }, ['P_05', 'P_03', 'P_01', 'P_09', 'P_07']],
    [{ text: '%' }, []],
    [{ text: 'P\\_' }, []],
    [{ collections: [] }, []],
    [{ collections: ['NONE', 'NEITHER'] }, []],
  ])('%j finds %j', async (query, expected) => {
    expect(idsOf(await searchProducts(db, { limit: 10, ...query })).sort()).toEqual(expected.sort());
  });
});

describe('what is refused', () => {
  const query: ProductQuery = { limit: 5 };
  const token = async () => (await searchProducts(db, query)).next!;

  test('a token of another search', async () => {
    const other: ProductQuery = {
      ...query,
      filter: allOf(compare('cloudCover', '<', 3)),
      page: { token: await token() },
    };
    await expect(searchProducts(db, other)).rejects.toMatchObject({ code: 'InvalidToken' });
  });

  test('a token that was made up, or changed in any place', async () => {
    const genuine = await token();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(genuine.length - 1),
        fc.constantFrom('A', 'z', '-', '!'),
        async (at, letter) => {
          const forged = genuine.slice(0, at) + letter + genuine.slice(at + 1);
          await searchProducts(db, { ...query, page: { token: forged } }).catch((error: unknown) =>
            expect(error).toMatchObject({ kind: 'InvalidInput', code: 'InvalidToken' }),
          );
        },
      ),
      { numRuns: 100 },
    );
    const nonsense = Buffer.from('["x","after",["1"],0,null,false]').toString('base64url');
    for (const made of ['', '💥', nonsense, 'A'.repeat(30_000)]) {
      await expect(searchProducts(db, { ...query, page: { token: made } })).rejects.toMatchObject({
        code: 'InvalidToken',
      });
    }
  });

  test('an offset beyond the limit, which is named', async () => {
    await expect(searchProducts(db, { ...query, page: { offset: 10_001 } })).rejects.toThrow(/at most 10000/);
  });

  test('more positions than allowed, naming both numbers', async () => {
    const filter = not(
      allOf(spatial('intersects', geometryOfBox(1, 2, 3, 4)), compare('cloudCover', '<', 3)),
    );
    const limits = { ...SEARCH_LIMITS, maxPositions: 4 };
    const tooMany = searchProducts(db, { ...query, filter }, limits);
    await expect(tooMany).rejects.toThrow(/have 5 positions: allowed are 4/);
    await expect(
      searchProducts(db, { ...query, filter }, { ...limits, maxPositions: 5 }),
    ).resolves.toBeDefined();
  });

  test('a search that takes too long, naming the limit, and the database goes on', async () => {
    const limits = { ...SEARCH_LIMITS, timeoutMs: 1 };
    const pattern = (_: unknown, i: number): Filter => {
      return { kind: 'like', property: 'platform', pattern: `%${i}%_%`, ignoreCase: true };
    };
    const slow: ProductQuery = { ...query, filter: anyOf(...Array.from({ length: 1000 }, pattern)) };
    await expect(searchProducts(db, slow, limits)).rejects.toMatchObject({ code: 'SearchTooLong' });
    expect(idsOf(await searchProducts(db, query))).toHaveLength(5);
  });
});
