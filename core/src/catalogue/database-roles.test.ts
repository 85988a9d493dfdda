import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRoles, type RoleUrls } from '../testing/database-roles.ts';
import { startPostgis, type TestDatabase } from '../testing/start-postgis.ts';
import { readChanges } from './catalogue-follower.ts';
import { revisionState } from './changes.ts';
import { connectDatabase, type Database } from './database.ts';
import { sweepObjects } from './discarded-objects.ts';
import { FootprintIndex } from './footprint-index.ts';
import { loadProducts } from './load-products.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import type { Product } from './product.ts';
import { raiseRevisions } from './raise-revisions.ts';
import { registerProduct, removeProduct } from './register-product.ts';
import { searchProducts } from './search/search-products.ts';
import { directoryStore } from '../storage/directory-store.ts';

/** The embedded database knows one role. */
const onServer = process.env['PVS_TEST_DATABASE_URL'] === undefined ? describe.skip : describe;
const log = pino({ level: 'silent' });

const ring = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 0],
] as const;
const product: Product = {
  ...{ identifier: 'A', prefix: 'A', collection: 'C', type: 'generic', attributes: {} },
  ...{ beginTime: new Date(0), endTime: new Date(1), coverages: [], browses: [], documents: [] },
  footprint: { type: 'MultiPolygon', coordinates: [[ring]] },
};
const notAllowed = { code: '42501' };

onServer('on a PostgreSQL server', () => {
  let server: TestDatabase;
  let urls: RoleUrls;
  const roles = {} as Record<keyof RoleUrls, Database>;

  beforeAll(async () => {
    server = await startPostgis();
    urls = await createRoles(server.url);
    for (const name of ['owner', 'writer', 'reader'] as const)
      roles[name] = connectDatabase(urls[name], 2, log);
  });

  afterAll(async () => {
    for (const db of Object.values(roles)) await db.destroy();
    await server.stop();
  });

  test('who may not change the schema is told so, and who brings it up to date', async () => {
    for (const db of [roles.writer, roles.reader]) {
      await expect(migrate(db)).rejects.toMatchObject({ code: 'MigrationNotAllowed' });
      await expect(migrate(db)).rejects.toThrow(/lacks 001-products.*run \.\/pvs migrate/);
    }
    expect(await migrate(roles.owner)).toEqual(Object.keys(migrations));
    expect(await migrate(roles.writer)).toEqual([]);
    expect(await migrate(roles.reader)).toEqual([]);
  });

  test('the writer registers, removes and sweeps; the reader loads, searches and follows', async () => {
    const { revision } = await registerProduct(roles.writer, { ...product, outputs: ['A/x'] });
    expect(await loadProducts(roles.reader, ['A'])).toMatchObject([{ revision }]);
    expect((await searchProducts(roles.reader, { limit: 1 })).products).toHaveLength(1);
    const index = new FootprintIndex();
    expect(await readChanges(roles.reader, index, 0)).toMatchObject({ settled: revision });
    await removeProduct(roles.writer, 'A', { keepDiscardedS: 0 });
    expect((await sweepObjects(roles.writer, directoryStore('/nonexistent'))).removed).toEqual(['A/x']);
  });

  test('the writer raises a sequence of revisions that is behind, which the reader sees', async () => {
    const { revision } = await registerProduct(roles.writer, product);
    await sql`select setval('catalogue_revision', 1, false)`.execute(roles.owner);
    expect(await revisionState(roles.reader)).toEqual({ settled: 0, drawn: 0, greatest: revision });
    expect(await raiseRevisions(roles.writer)).toEqual({ from: 0, to: revision });
    expect(await revisionState(roles.reader)).toMatchObject({ drawn: revision, greatest: revision });
  });

  test('the reader cannot write, even where it says it wants to', async () => {
    await expect(registerProduct(roles.reader, product)).rejects.toThrow(/read-only|permission denied/);
    await expect(
      roles.reader.transaction().execute(async (transaction) => {
        await sql`set transaction read write`.execute(transaction);
        await transaction.deleteFrom('product').execute();
      }),
    ).rejects.toMatchObject(notAllowed);
  });

  test.each([
    'alter table product add column x text',
    'drop table product',
    'truncate product cascade',
    'create table mine (x text)',
    'create index mine on product (type)',
    'create or replace function draw_revision() returns bigint language sql as $$ select 1::bigint $$',
  ])('the writer cannot %s', async (statement) => {
    await expect(sql.raw(statement).execute(roles.writer)).rejects.toMatchObject(notAllowed);
  });

  test('a database that a superuser migrated before gets the same roles', async () => {
    const older = await startPostgis();
    const admin = connectDatabase(older.url, 2, log);
    await migrate(admin);
    await registerProduct(admin, product);
    const given = await createRoles(older.url);
    const [owner, writer, reader] = [given.owner, given.writer, given.reader].map((url) =>
      connectDatabase(url, 1, log),
    ) as [Database, Database, Database];
    await registerProduct(writer, product);
    expect(await loadProducts(reader, ['A'])).toHaveLength(1);
    await sql`alter table product add column later text`.execute(owner);
    for (const db of [admin, owner, writer, reader]) await db.destroy();
    await older.stop();
  });
});
