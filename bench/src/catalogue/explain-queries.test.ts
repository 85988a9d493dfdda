import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectDatabase, type Database } from '@pvs/core/catalogue/database';
import { migrate } from '@pvs/core/catalogue/migrate';
import { seenCatalogue } from '@pvs/core/catalogue/seen-catalogue';
import { createLog } from '@pvs/core/observe/log';
import { startPostgis, type TestDatabase } from '@pvs/core/testing/start-postgis';
import { explainQueries } from './explain-queries.ts';
import { generateArchive } from './generate-archive.ts';

/** The embedded database would take minutes to fill. */
const onServer = process.env['PVS_TEST_DATABASE_URL'] === undefined ? describe.skip : describe;

onServer('on a PostgreSQL server with 50 000 products', () => {
  let server: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    server = await startPostgis();
    db = connectDatabase(server.url, 1, createLog('test', 'silent'));
    await migrate(db);
    await generateArchive(db, 50_000);
  });

  afterAll(async () => {
    await db.destroy();
    await server.stop();
  });

  test('no kind of search reads the whole table', async () => {
    const scanning = (await explainQueries(db)).filter(({ plan }) => /Seq Scan on product/.test(plan));
    expect(scanning.map(({ name, statement }) => `${name}: ${statement}`)).toEqual([]);
  });

  test('nor does finding the product of a coverage read all coverages', async () => {
    const scans = await db.transaction().execute(async (transaction) => {
      expect(await seenCatalogue({ db: transaction }).productWithCoverage('NONE')).toBeUndefined();
      const { rows } = await sql<{ scans: number }>`
        select seq_scan as scans from pg_stat_xact_user_tables where relname = 'coverage'`.execute(
        transaction,
      );
      return rows;
    });
    expect(scans).toEqual([{ scans: 0 }]);
  });
});
