import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CatalogueChange } from './changes.ts';
import { FootprintIndex } from './footprint-index.ts';
import type { ProductRef } from './product-ref.ts';

interface Step {
  readonly identifier: string;
  readonly collection: string;
  readonly isRemoval: boolean;
  readonly boxes: readonly (readonly [number, number])[];
  readonly begin: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  identifier: fc.constantFrom('A', 'B', 'C', 'D', 'E'),
  collection: fc.constantFrom('C', 'D'),
  isRemoval: fc.boolean(),
  boxes: fc.array(fc.tuple(fc.integer({ min: -179, max: 170 }), fc.integer({ min: -80, max: 80 })), {
    maxLength: 2,
  }),
  begin: fc.nat(1000),
});

const productOf = ({ identifier, collection, boxes, begin }: Step, revision: number): ProductRef => ({
  identifier,
  collection,
  revision,
  beginMs: begin,
  endMs: begin + 10,
  boxes: boxes.map(([minX, minY]) => ({ crs: 'EPSG:4326', minX, minY, maxX: minX + 3, maxY: minY + 3 })),
});

test('an extent kept while products come and go is that of an index that has only seen the last state', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const kept = new FootprintIndex();
      const last = new Map<string, ProductRef>();
      for (const [i, each] of steps.entries()) {
        const { identifier } = each;
        const product = productOf(each, i + 1);
        if (each.isRemoval) last.delete(identifier);
        else last.set(identifier, product);
        kept.apply([
          each.isRemoval
            ? { kind: 'removed', identifier, revision: i + 1 }
            : { kind: 'registered', identifier, revision: i + 1, product },
        ]);
        const fresh = new FootprintIndex();
        fresh.apply(
          [...last.values()].map((present) => ({
            kind: 'registered',
            identifier: present.identifier,
            revision: present.revision,
            product: present,
          })),
        );
        const zones = (index: FootprintIndex) => index.extent('C')?.utmZones.toSorted();
        expect({ ...kept.extent('C'), utmZones: zones(kept) }).toEqual({
          ...fresh.extent('C'),
          utmZones: zones(fresh),
        });
      }
    }),
  );
});

test('changes that come at once are those that come one by one, a product that changes twice among them', () => {
  const world = { crs: 'EPSG:4326', minX: -180, minY: -90, maxX: 180, maxY: 90 };
  const always = [{ beginMs: -Infinity, endMs: Infinity }];
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const changes = steps.map((each, i): CatalogueChange => {
        const { identifier } = each;
        const revision = i + 1;
        if (each.isRemoval) return { kind: 'removed', identifier, revision };
        return { kind: 'registered', identifier, revision, product: productOf(each, revision) };
      });
      const [atOnce, oneByOne] = [new FootprintIndex(), new FootprintIndex()];
      atOnce.apply(changes);
      for (const change of changes) oneByOne.apply([change]);
      expect(atOnce.select('C', [world], always)).toEqual(oneByOne.select('C', [world], always));
    }),
  );
});
