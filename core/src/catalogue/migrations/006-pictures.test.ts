import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainProduct } from '../../testing/catalogue-products.ts';
import { startCatalogue, type TestCatalogue } from '../../testing/start-catalogue.ts';
import { picturesOf } from '../pictures-of.ts';
import type { Coverage, Product } from '../product.ts';
import { registerProduct } from '../register-product.ts';
import { up } from './006-pictures.ts';

const coverage = (
  identifier: string,
  dataType: Coverage['dataType'],
  colors: Coverage['bands'][number]['color'][],
) => ({
  ...{ identifier, dataType, objectKey: identifier, sizeBytes: 1, hasMask: false },
  bands: colors.map((color, i) => ({ name: `b${i}`, color })),
  grid: {
    ...{ crs: 'EPSG:4326', proj4: '+proj=longlat +datum=WGS84 +no_defs', widthPx: 1, heightPx: 1 },
    transform: [16, 1, 0, 49, 0, -1] as const,
  },
});
const rgb = coverage('rgb', 'uint8', ['red', 'green', 'blue', 'alpha']);
const deep = coverage('deep', 'uint16', ['red', 'green', 'blue']);
const few = coverage('few', 'uint8', ['gray', 'alpha']);
const band = { coverage: 'deep', band: 'b0' };

let catalogue: TestCatalogue;

beforeAll(async () => {
  catalogue = await startCatalogue();
});
afterAll(() => catalogue.stop());

test('products that were there before have the pictures that registering them anew would give', async () => {
  const products: Product[] = [
    plainProduct('NONE'),
    plainProduct('PLAIN', { coverages: [few] }),
    plainProduct('RGB', { coverages: [rgb], browses: [{ type: '', coverageIdentifier: 'rgb' }] }),
    plainProduct('BANDS', {
      coverages: [deep, rgb],
      browses: [
        { type: 'color', channels: [band, band, band] },
        { type: 'one', channels: [band] },
      ],
    }),
  ];
  for (const product of products) await registerProduct(catalogue.db, product);
  await sql`alter table product drop column pictures`.execute(catalogue.db);
  await up(catalogue.db as unknown as Kysely<unknown>);
  const rows = await catalogue.db.selectFrom('product').select(['identifier', 'pictures']).execute();
  const found = new Map(rows.map(({ identifier, pictures }) => [identifier, pictures.toSorted()]));
  for (const product of products)
    expect(found.get(product.identifier), product.identifier).toEqual(picturesOf(product).toSorted());
});
