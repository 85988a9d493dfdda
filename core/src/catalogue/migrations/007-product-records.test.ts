import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainProduct } from '../../testing/catalogue-products.ts';
import { startCatalogue, type TestCatalogue } from '../../testing/start-catalogue.ts';
import type { Database } from '../database.ts';
import { eoColumns, type EoValueKind } from '../eo-columns.ts';
import { loadProducts } from '../load-products.ts';
import type { EoAttributes, Product } from '../product.ts';
import { registerProduct } from '../register-product.ts';
import { FILL_RECORDS } from './007-product-records.ts';

let catalogue: TestCatalogue;
let db: Database;

beforeAll(async () => {
  catalogue = await startCatalogue({ connections: 1 });
  ({ db } = catalogue);
});

afterAll(() => catalogue.stop());

const EXAMPLES: Readonly<Record<EoValueKind, (name: string) => string | number | Date>> = {
  text: (name) => `${name} "ü" \\ 1`,
  number: (name) => name.length + 0.1,
  integer: (name) => name.length,
  time: (name) => new Date(Date.UTC(2018, 5, name.length, 1, 2, 3, 40)),
};

/** Every attribute, and parts of each kind in no order. */
function fullProduct(): Product {
  const grid = {
    ...{ crs: 'EPSG:32633', proj4: '+proj=utm +zone=33', widthPx: 9, heightPx: 8 },
    transform: [6e5, 0.5, 0, 5.35e6, 0, -0.25] as const,
  };
  const raster = (identifier: string) => ({
    ...{ identifier, objectKey: `VHR/FULL/${identifier}`, sizeBytes: 5_000_000_000, grid },
  });
  const statistics = { min: 1, max: 9, mean: 4, stdDev: 2, p2: 1.5, p98: 8 };
  return plainProduct('FULL', {
    attributes: Object.fromEntries(
      Object.entries(eoColumns).map(([name, kind]) => [name, EXAMPLES[kind](name)]),
    ) as EoAttributes,
    packageLocation: 'in/full.tar',
    coverages: ['b', 'a'].map((name) => ({
      ...{ ...raster(name), dataType: 'uint16', hasMask: true },
      bands: [{ name: 'red', color: 'red', nodata: 0, statistics }],
    })),
    masks: [
      { ...raster('valid'), type: 'valid', marks: 'valid' },
      { ...raster('clouds'), type: 'clouds', marks: 'invalid', share: 0.25 },
    ],
    browses: [
      { type: '', coverageIdentifier: 'a' },
      { type: 'FALSE', channels: [{ coverage: 'b', band: 'red', range: [1, 100] }] },
    ],
    documents: [{ format: 'gsc', objectKey: 'VHR/FULL/FULL.xml' }],
    quicklook: {
      ...{ objectKey: 'VHR/FULL/q.jpg', mediaType: 'image/jpeg', widthPx: 3, heightPx: 2, sizeBytes: 9 },
    },
    outputs: ['VHR/FULL/a', 'VHR/FULL/b'],
  });
}

test('records of products that were there before say what registering writes', async () => {
  await registerProduct(db, fullProduct());
  await registerProduct(db, plainProduct('BARE'));
  const byIdentifier = async () =>
    (await loadProducts(db, ['FULL', 'BARE'])).toSorted((a, b) => a.identifier.localeCompare(b.identifier));
  const written = await byIdentifier();
  expect(written).toHaveLength(2);
  expect(written[1]).toMatchObject({ attributes: fullProduct().attributes, packageLocation: 'in/full.tar' });
  await sql`delete from product_record`.execute(db);
  await sql.raw(FILL_RECORDS).execute(db);
  expect(await byIdentifier()).toEqual(written);
});
