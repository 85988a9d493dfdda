import { allOf, compare, type Filter, spatial } from '@pvs/core/catalogue/filter/filter';
import { PRODUCT_TIME, temporal } from '@pvs/core/catalogue/filter/temporal-relations';
import type { ProductQuery } from '@pvs/core/catalogue/search/product-query';
import type { Window } from '@pvs/core/catalogue/search/page-columns';
import { geometryOfBox, geometryOfCircle } from '@pvs/core/geometry/search-geometry';

const during = (begin: string, end: string) =>
  temporal('intersects', PRODUCT_TIME, { beginMs: Date.parse(begin), endMs: Date.parse(end) });
const box = (...corners: [number, number, number, number]) =>
  spatial('intersects', geometryOfBox(...corners));
const clouds = compare('cloudCover', '<=', 20);
const inCollection = (filter?: Filter): ProductQuery => ({
  collections: ['VHR_IMAGE_2018'],
  limit: 10,
  ...(filter ? { filter } : {}),
});

/** One search of each kind that clients make, on what {@link ./generate-archive.ts} makes. */
export const queryKinds: Readonly<Record<string, ProductQuery>> = {
  'a box, a season and clouds': inCollection(
    allOf(box(10, 46, 12, 48), during('2018-06-01', '2018-08-31'), clouds),
  ),
  'a box and a season, the clearest first': {
    ...inCollection(allOf(box(10, 46, 12, 48), during('2018-06-01', '2018-08-31'))),
    sort: [{ property: 'cloudCover', direction: 'asc' }],
  },
  'a country, a year and clouds': inCollection(
    allOf(box(5, 44, 15, 50), during('2018-01-01', '2018-12-31'), clouds),
  ),
  'the world, ten years and clouds': inCollection(
    allOf(box(-180, -90, 180, 90), during('2015-01-01', '2025-12-31'), clouds),
  ),
  'the world on one day': inCollection(
    allOf(box(-180, -90, 180, 90), during('2018-06-01T00:00:00Z', '2018-06-01T23:59:59Z')),
  ),
  'a box over the antimeridian': inCollection(box(170, -30, -170, 10)),
  'around a point': inCollection(spatial('intersects', geometryOfCircle(16.4, 48.2, 20_000))),
  'within a box': inCollection(spatial('within', geometryOfBox(10, 46, 16, 50))),
  'a collection': inCollection(),
  everything: { limit: 10 },
  'everything, the oldest first': { limit: 10, sort: [{ property: 'beginTime', direction: 'asc' }] },
  'two collections in a box and a year': {
    ...inCollection(allOf(box(5, 44, 15, 50), during('2018-01-01', '2018-12-31'))),
    collections: ['VHR_IMAGE_2018', 'EMERGENCY'],
  },
  identifiers: { identifiers: ['SENTINEL2_20180101T000000_0000001', 'NONE'], limit: 10 },
  'a part of the identifier': { text: '20180601T12', limit: 10 },
  'an orbit': { filter: compare('orbitNumber', '=', 1234), limit: 10 },
  'a platform that many have': { filter: compare('platform', '=', 'SPOT'), limit: 10 },
  'a platform that none has': { filter: compare('platform', '=', 'NONE'), limit: 10 },
  'what was processed since': { filter: compare('processingDate', '>=', new Date('2025-06-20')), limit: 10 },
};

/** A page far down in a large result, as its token says. */
export const furtherPages: Readonly<Record<string, { query: ProductQuery; window: Window }>> = {
  'the world, ten years and clouds, page 1000': {
    query: queryKinds['the world, ten years and clouds']!,
    window: {
      limit: 11,
      token: {
        side: 'after',
        keys: ['2020-06-01 12:00:00+00', '2020-06-01 12:00:10+00', 'VHR_IMAGE_2018_20200601T120000'],
        ...{ index: 9990, total: { count: 200_000, isExact: false } },
      },
    },
  },
};
