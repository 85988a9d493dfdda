import fc from 'fast-check';
import { buildFootprint } from '../geometry/build-footprint.ts';
import type { Position } from '../geometry/footprint.ts';
import { geometryOfBox, type SearchGeometry } from '../geometry/search-geometry.ts';
import { type Comparison, compare, type Filter, spatial } from '../catalogue/filter/filter.ts';
import type { SearchProperty } from '../catalogue/filter/queryables.ts';
import type { Product } from '../catalogue/product.ts';
import type { CountedQuery } from '../catalogue/search/count-products.ts';
import { plainProduct } from './catalogue-products.ts';

const DAY_MS = 86_400_000;
/** As many as a test of all of them registers in a moment. */
export const ARCHIVED = 120;

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

/** Collections, platforms and clouds in turn, some without; begins over two years, not in order. */
export const archivedProduct = (i: number, changes: Partial<Product> = {}): Product => {
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

/** Searches whose conditions of any depth are told from memory. */
export const countableQuery = fc
  .record({
    collections: fc.option(fc.subarray(['A', 'B', 'NONE']), { nil: undefined }),
    parts: fc.array(fc.oneof(condition, place), { maxLength: 3 }),
  })
  .map(({ collections, parts }): CountedQuery => ({
    filter: { kind: 'and', parts },
    ...(collections && { collections }),
  }));
