import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildGeodesicFootprint } from '../geometry/build-footprint.ts';
import type { Position } from '../geometry/footprint.ts';
import { geometryOfBox } from '../geometry/search-geometry.ts';
import { startCatalogue, type TestCatalogue } from '../testing/start-catalogue.ts';
import type { Database } from './database.ts';
import { spatial } from './filter/filter.ts';
import type { Product } from './product.ts';
import { registerProduct } from './register-product.ts';
import { searchProducts } from './search/search-products.ts';

let catalogue: TestCatalogue;
let db: Database;

/** @example `170 -10, -170 -10` */
const ring = (text: string) =>
  text.split(',').map((pair) => pair.trim().split(' ').map(Number) as unknown as Position);

const footprints = {
  antimeridian: [ring('170 -10, -170 -10, -170 10, 170 10')],
  bowTie: [ring('175 30, -175 40, -175 30, 175 40')],
  northPole: [ring('0 80, 60 81, 120 80, 180 79, -120 80, -60 82')],
  southPole: [ring('-60 -82, -120 -80, 180 -79, 120 -80, 60 -81, 0 -80')],
  polarSwath: [ring('-60 80, 70 79, 75 74, -62 75')],
  overlapping: [ring('20 0, 22 0, 22 2, 20 2'), ring('21 1, 23 1, 23 3, 21 3')],
};

beforeAll(async () => {
  catalogue = await startCatalogue();
  ({ db } = catalogue);
  for (const [identifier, rings] of Object.entries(footprints)) {
    const product: Product = {
      ...{ identifier, prefix: identifier, collection: 'C', type: 'generic', attributes: {} },
      ...{ beginTime: new Date(0), endTime: new Date(1), coverages: [], browses: [], documents: [] },
      footprint: buildGeodesicFootprint(rings.map((outer) => [outer])),
    };
    await registerProduct(db, product);
  }
});

afterAll(() => catalogue.stop());

test.each([
  ['west of the antimeridian', 174, 0, ['antimeridian']],
  ['east of it', -171, 5, ['antimeridian']],
  ['on it', 180, 5, ['antimeridian']],
  ['on it, in the other spelling', -180, 5, ['antimeridian']],
  ['far from it', 0, 0, []],
  ['in one half of a bow tie', 175.5, 34, ['bowTie']],
  ['in its other half', -175.5, 36, ['bowTie']],
  ['above its knot', 180, 38, []],
  ['at the north pole', 12, 90, ['northPole']],
  ['beside it', -33, 86.5, ['northPole']],
  ['at the south pole', 100, -89.9, ['southPole']],
  [
    'where a swath goes over the Arctic, beyond the latitudes of its corners',
    5,
    84.8,
    ['northPole', 'polarSwath'],
  ],
  ['where two polygons of a product overlap', 21.5, 1.5, ['overlapping']],
])('what lies %s is found there', async (_, lon, lat, expected) => {
  const e = 1e-6;
  const box = geometryOfBox(lon, Math.max(-90, lat - e), lon, Math.min(90, lat + e));
  const { products } = await searchProducts(db, { limit: 10, filter: spatial('intersects', box) });
  expect(products.map(({ identifier }) => identifier).sort()).toEqual(expected);
});
