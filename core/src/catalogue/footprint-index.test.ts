import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FootprintIndex } from './footprint-index.ts';

const box = (minX: number) => ({ crs: 'EPSG:4326', minX, minY: 0, maxX: minX + 1, maxY: 1 });
const ALWAYS = [{ beginMs: -Infinity, endMs: Infinity }];

test('the newest so many are the first of all, also where many begin at once', () => {
  const begins = fc.array(fc.nat({ max: 4 }), { maxLength: 40 });
  fc.assert(
    fc.property(begins, fc.integer({ min: 1, max: 12 }), (list, limit) => {
      const index = new FootprintIndex();
      index.apply(
        list.map((beginMs, i) => {
          const product = {
            ...{ identifier: `P${i % 7}${i}`, collection: 'C', revision: i + 1 },
            ...{ beginMs, endMs: beginMs + (i % 3), boxes: [box(0)] },
          };
          return { kind: 'registered', identifier: product.identifier, revision: i + 1, product };
        }),
      );
      const all = index.select('C', [box(0)], ALWAYS);
      expect(all).toHaveLength(list.length);
      expect(index.select('C', [box(0)], ALWAYS, limit)).toEqual(all.slice(0, limit));
    }),
  );
});

const registered = (identifier: string, collection: string, revision: number) => ({
  ...{ kind: 'registered' as const, identifier, revision },
  product: { identifier, collection, revision, beginMs: 0, endMs: 0, boxes: [box(0)] },
});

test('a version is of what is in the index, in whatever order changes become visible', () => {
  const index = new FootprintIndex();
  const versions = () => [index.version, index.versionOf('C'), index.versionOf('D')];
  index.apply([registered('LATE', 'C', 5)]);
  const before = versions();
  // A slower writer had drawn its revision earlier; what is known already comes again.
  index.apply([registered('EARLY', 'C', 4), registered('LATE', 'C', 5)]);
  const after = versions();
  expect(index.revision).toBe(5);
  expect([after[0] === before[0], after[1] === before[1], after[2]]).toEqual([false, false, 0]);
  index.apply([registered('EARLY', 'C', 4), registered('LATE', 'C', 5)]);
  expect(versions()).toEqual(after);
  index.apply([{ kind: 'removed', identifier: 'NONE', revision: 6 }]);
  expect(versions()).toEqual(after);
});

test('a product that goes to another collection changes both', () => {
  const index = new FootprintIndex();
  index.apply([registered('A', 'C', 1)]);
  index.apply([registered('A', 'D', 2)]);
  expect([index.versionOf('C'), index.versionOf('D')]).toEqual([index.version, index.version]);
});

test('finds what is there now, whenever it is asked between changes', () => {
  const step = fc.record({
    identifier: fc.constantFrom('A', 'B', 'C', 'D', 'E'),
    to: fc.option(fc.nat({ max: 4 })),
    isAsked: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const index = new FootprintIndex();
      const there = new Map<string, number>();
      for (const [i, { identifier, to, isAsked }] of steps.entries()) {
        const change = registered(identifier, 'C', i + 1);
        const product = { ...change.product, boxes: [box((to ?? 0) * 10)] };
        index.apply([to === null ? { ...change, kind: 'removed' } : { ...change, product }]);
        if (to === null) there.delete(identifier);
        else there.set(identifier, to);
        if (!isAsked) continue;
        for (const place of [0, 1, 2, 3, 4]) {
          const found = index.select('C', [box(place * 10)], ALWAYS).map((one) => one.identifier);
          const expected = [...there.keys()].filter((key) => there.get(key) === place).sort();
          expect(found).toEqual(expected);
        }
      }
    }),
  );
});

test('stays what it is when it begins anew without what is gone', () => {
  const index = new FootprintIndex({ counted: true });
  const counted = [1, 2, 3, 4, true, 'MS', null] as const;
  index.apply([{ ...registered('OTHER', 'D', 1), counted }]);
  for (let revision = 2; revision < 20_000; revision += 1) {
    index.apply([registered(`P${revision % 3}`, 'C', revision)]);
  }
  expect(index.select('C', [box(0)], ALWAYS).map(({ revision }) => revision)).toEqual([
    19_998, 19_999, 19_997,
  ]);
  expect(index.product('P2')).toEqual(registered('P2', 'C', 19_997).product);
  expect(index.select('D', [box(0)], ALWAYS)).toEqual([registered('OTHER', 'D', 1).product]);
  const { products, counted: columns } = index.countable!;
  const other = [...products.rows()].find((row) => products.identifierAt(row) === 'OTHER')!;
  expect(columns.get(other).slice(0, counted.length)).toEqual(counted);
});
