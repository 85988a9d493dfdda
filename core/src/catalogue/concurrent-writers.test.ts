import { setTimeout as sleep } from 'node:timers/promises';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startPostgis, type TestDatabase } from '../testing/start-postgis.ts';
import { readChanges } from './catalogue-follower.ts';
import { settledRevision } from './changes.ts';
import { connectDatabase, type Database } from './database.ts';
import { FootprintIndex } from './footprint-index.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import type { Product } from './product.ts';
import { registerProduct, removeProduct } from './register-product.ts';

/** The embedded database is one session: nobody writes while another's transaction is open. */
const onServer = process.env['PVS_TEST_DATABASE_URL'] === undefined ? describe.skip : describe;
const log = pino({ level: 'silent' });
let server: TestDatabase;
let db: Database;

beforeAll(async () => {
  server = await startPostgis();
  db = connectDatabase(server.url, 12, log);
});

beforeEach(async () => {
  await migrate(db);
  await db.deleteFrom('product').execute();
  await db.deleteFrom('tombstone').execute();
});

afterAll(async () => {
  await db.destroy();
  await server.stop();
});

const ring = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 0],
] as const;
const product = (identifier: string, prefix = identifier): Product => ({
  ...{ identifier, prefix, collection: 'C', type: 'generic', attributes: {} },
  ...{ beginTime: new Date(0), endTime: new Date(1), coverages: [], browses: [], documents: [] },
  footprint: { type: 'MultiPolygon', coordinates: [[ring]] },
});
const names = (count: number) => Array.from({ length: count }, (_, i) => `P${i}`);

test('registrations of one identifier at once leave one product, the last', async () => {
  const done = await Promise.all(
    names(20).map(async (prefix) => ({ prefix, ...(await registerProduct(db, product('SAME', prefix))) })),
  );
  const last = done.reduce((a, b) => (a.revision > b.revision ? a : b));
  expect(done.filter(({ replaced }) => !replaced)).toHaveLength(1);
  expect(await db.selectFrom('product').select(['identifier', 'prefix', 'revision']).execute()).toEqual([
    { identifier: 'SAME', prefix: last.prefix, revision: last.revision },
  ]);
});

test('a follower that reads all the while misses nothing that writers do at once', async () => {
  const index = new FootprintIndex();
  let settled = 0;
  let done = false;
  const writing = Promise.all(
    names(60).map(async (name, i) => {
      await registerProduct(db, product(name));
      if (i % 3 === 0) await removeProduct(db, name);
    }),
  ).then(() => (done = true));
  for (let last = false; !last;) {
    last = done;
    ({ settled } = await readChanges(db, index, settled));
  }
  await writing;
  const expected = names(60).filter((_, i) => i % 3 !== 0);
  expect(names(60).filter((name) => index.product(name))).toEqual(expected);
  expect(settled).toBe(await settledRevision(db));
  expect(index.revision).toBe(settled);
});

test('a database of a newer version is left alone, with a message that names what is new', async () => {
  await sql`insert into kysely_migration (name, timestamp) values ('999-later', '2030')`.execute(db);
  try {
    await expect(migrate(db)).rejects.toMatchObject({ kind: 'Conflict', code: 'DatabaseNewer' });
    await expect(migrate(db)).rejects.toThrow(/it has 999-later, known here is up to \d{3}-/);
  } finally {
    await sql`delete from kysely_migration where name = '999-later'`.execute(db);
  }
});

onServer('on a PostgreSQL server', () => {
  /** A connection with an open transaction that has registered a product and not yet committed it. */
  async function uncommitted(identifier: string) {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query('begin');
    await client.query(
      `insert into product (identifier, collection, type, revision, footprint, drawn_boxes, begin_time, end_time, prefix)
       values ($1, 'C', 'generic', draw_revision(), 'SRID=4326;MULTIPOLYGON(((0 0,1 0,1 1,0 0)))', '[[0,0,1,1]]', now(), now(), '')`,
      [identifier],
    );
    return async (end: 'commit' | 'rollback') => {
      await client.query(end);
      await client.end();
    };
  }

  test('what commits late is found, though greater revisions were seen before', async () => {
    const index = new FootprintIndex();
    const [early, never] = [await uncommitted('EARLY'), await uncommitted('NEVER')];
    await registerProduct(db, product('LATE'));
    let { settled } = await readChanges(db, index, 0);
    expect(index.product('LATE')).toBeDefined();
    expect(index.product('EARLY')).toBeUndefined();
    expect(settled).toBeLessThan(index.revision - 1);
    await registerProduct(db, product('LATER'));
    ({ settled } = await readChanges(db, index, settled));
    expect(index.product('LATER')).toBeDefined();
    await early('commit');
    ({ settled } = await readChanges(db, index, settled));
    expect(index.product('EARLY')).toBeDefined();
    expect(settled).toBeLessThan(index.revision);
    await never('rollback');
    ({ settled } = await readChanges(db, index, settled));
    expect(index.product('NEVER')).toBeUndefined();
    expect(settled).toBe(index.revision);
  });

  test('eight processes that start at once bring the schema up to date once', async () => {
    const fresh = await startPostgis();
    const script = join(import.meta.dirname, '../testing/migrate-process.ts');
    const answers = Array.from({ length: 8 }, () => {
      const child = fork(script, [fresh.url], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      return once(child, 'message').then(([ran]) => ran as readonly string[]);
    });
    const ran = await Promise.all(answers);
    expect(ran.flat().sort()).toEqual(Object.keys(migrations).sort());
    await fresh.stop();
  }, 60_000);

  test('a process that dies while it migrates holds up no other and leaves nothing half done', async () => {
    const fresh = await startPostgis();
    const first = connectDatabase(fresh.url, 1, log);
    const migrating = migrate(first).catch(() => undefined);
    await sleep(30);
    const killer = new pg.Client({ connectionString: fresh.url });
    await killer.connect();
    await killer.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`);
    await migrating;
    const second = connectDatabase(fresh.url, 2, log);
    await migrate(second);
    await registerProduct(second, product('A'));
    await Promise.all([first.destroy(), second.destroy(), killer.end()]);
    await fresh.stop();
  });
});
