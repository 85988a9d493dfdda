import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { geometryOfBox } from '../../geometry/search-geometry.ts';
import { plainProduct } from '../../testing/catalogue-products.ts';
import { startCatalogue, type TestCatalogue } from '../../testing/start-catalogue.ts';
import type { Database } from '../database.ts';
import { spatial } from '../filter/filter.ts';
import { registerProduct } from '../register-product.ts';
import { gatherStatement } from '../search/gather-statement.ts';
import { productsOfRecords } from '../stored-record.ts';
import { up as addPlaces } from './008-places.ts';
import { up } from './010-slots.ts';

let catalogue: TestCatalogue;
let db: Database;

beforeAll(async () => {
  catalogue = await startCatalogue({ connections: 1 });
  ({ db } = catalogue);
});

afterAll(() => catalogue.stop());

test('products that were there before are found by their place', async () => {
  await registerProduct(db, plainProduct('BEFORE', { at: [16, 48] }));
  await sql`alter table product drop column slot, drop column core, drop column is_whole`.execute(db);
  await sql`drop function slot_of, quarter_of`.execute(db);
  await addPlaces(db as unknown as Kysely<unknown>);
  await up(db as unknown as Kysely<unknown>);
  await registerProduct(db, plainProduct('AFTER', { at: [16, 48] }));
  const filter = spatial('intersects', geometryOfBox(15, 47, 18, 50));
  const { rows } = await gatherStatement({ limit: 10, filter }, { limit: 10 }).execute(db);
  const products = productsOfRecords(rows[0]!.records!);
  expect(products.map(({ identifier }) => identifier)).toEqual(['AFTER', 'BEFORE']);
});

test('the core of a footprint is covered by it, if it has one', async () => {
  const ring = (points: readonly (readonly [number, number])[]) => [[...points, points[0]!]] as const;
  const shapes = {
    SQUARE: [[0, 0], [1, 0], [1, 1], [0, 1]],
    LOZENGE: [[0, 5], [5, 0], [10, 5], [5, 10]],
    STRIP: [[0, 0], [1, 0], [10, 10], [9, 10]],
  } as const; // prettier-ignore
  for (const [identifier, points] of Object.entries(shapes)) {
    const footprint = { type: 'MultiPolygon' as const, coordinates: [ring(points)] };
    await registerProduct(db, plainProduct(identifier, { footprint: footprint as never }));
  }
  const { rows } = await sql<{ identifier: string; core: boolean; covered: boolean | null }>`
    select identifier, core is not null as core,
      st_covers(st_expand(footprint, 2e-5), st_setsrid((core - slot_of(collection, quarter_of(begin_time)))::polygon::geometry, 4326)) as covered
    from product where identifier = any(${Object.keys(shapes)}) order by identifier`.execute(db);
  expect(rows).toEqual([
    { identifier: 'LOZENGE', core: true, covered: true },
    { identifier: 'SQUARE', core: true, covered: true },
    { identifier: 'STRIP', core: false, covered: null },
  ]);
});
