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
