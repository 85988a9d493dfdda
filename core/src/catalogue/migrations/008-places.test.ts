import { type Kysely, sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { geometryOfBox } from '../../geometry/search-geometry.ts';
import { plainProduct } from '../../testing/catalogue-products.ts';
import { startPostgis, type TestDatabase } from '../../testing/start-postgis.ts';
import { connectDatabase, type Database } from '../database.ts';
import { spatial } from '../filter/filter.ts';
import { migrate } from '../migrate.ts';
import { registerProduct } from '../register-product.ts';
import { searchStatement } from '../search/search-statement.ts';
import { up } from './008-places.ts';

let server: TestDatabase;
let db: Database;

beforeAll(async () => {
  server = await startPostgis();
  db = connectDatabase(server.url, 1, pino({ level: 'silent' }));
  await migrate(db);
});

afterAll(async () => {
  await db.destroy();
  await server.stop();
});

test('products that were there before are found by their place', async () => {
  await registerProduct(db, plainProduct('BEFORE', { at: [16, 48] }));
  await sql`alter table product drop column place, drop column is_whole`.execute(db);
  await up(db as unknown as Kysely<unknown>);
  await registerProduct(db, plainProduct('AFTER', { at: [16, 48] }));
  const filter = spatial('intersects', geometryOfBox(15, 47, 18, 50));
  const { rows } = await searchStatement({ limit: 10, filter }, { limit: 10 }, 'gather').execute(db);
  expect(rows.map(({ record }) => (JSON.parse(record) as { identifier: string }).identifier)).toEqual([
    'AFTER',
    'BEFORE',
  ]);
});
