import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { startPostgis, type TestDatabase } from '../testing/start-postgis.ts';
import { connectDatabase, type Database } from './database.ts';

let server: TestDatabase;
let db: Database;

beforeAll(async () => {
  server = await startPostgis();
  db = connectDatabase(server.url, 1, pino({ level: 'silent' }));
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await db.destroy();
  await server.stop();
});

/** The embedded database has one session, which cannot be asked to cancel what it does. */
const SLEEP_S = process.env['PVS_TEST_DATABASE_URL'] ? 20 : 0.2;

const CANCEL = { inflightQueryAbortStrategy: 'cancel query' } as const;

test('a statement that is given up tells its caller why, writes nothing to stderr, and its connection goes on', async () => {
  const written = vi.spyOn(console, 'error').mockReturnValue(undefined);
  const signal = AbortSignal.timeout(30);
  await expect(sql`select pg_sleep(${SLEEP_S})`.execute(db, { signal, ...CANCEL })).rejects.toMatchObject({
    name: 'TimeoutError',
  });
  // The only connection is free again when it has ended.
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  expect(written).not.toHaveBeenCalled();
});

test('a statement that ends while it is to be cancelled writes nothing to stderr either', async () => {
  const written = vi.spyOn(console, 'error').mockReturnValue(undefined);
  for (let ms = 0; ms < 12; ms += 1) {
    const given = new AbortController();
    setTimeout(() => given.abort(), ms);
    const statement = sql`select pg_sleep(${0.01})`.execute(db, { signal: given.signal, ...CANCEL });
    await statement.catch(() => undefined);
    await sql`select 1`.execute(db);
  }
  expect(written.mock.calls).toEqual([]);
});

test('an error of the statement itself is one, also where it may be given up', async () => {
  const options = { signal: AbortSignal.timeout(60_000), ...CANCEL };
  await expect(sql`select 1 / 0`.execute(db, options)).rejects.toMatchObject({ code: '22012' });
  const cancelled = sql`do $$ begin raise exception 'by somebody else' using errcode = '57014'; end $$`;
  await expect(cancelled.execute(db, options)).rejects.toMatchObject({ code: '57014' });
});
