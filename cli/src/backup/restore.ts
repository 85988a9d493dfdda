import type { Database } from '@pvs/core/catalogue/database';
import { migrate } from '@pvs/core/catalogue/migrate';
import { migrations } from '@pvs/core/catalogue/migrations/index';
import { raiseRevisions } from '@pvs/core/catalogue/raise-revisions';
import { conflict, invalidInput } from '@pvs/core/errors';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { CATALOGUE_CHANNEL } from '@pvs/core/queue/stage-keys';
import { readOverview } from '@pvs/core/queue/stage-overview';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { sql } from 'kysely';
import { type BackupManifest, filesOf, readManifest } from './backup-manifest.ts';
import type { BackedStack } from './back-up.ts';
import { addRows, columnsOf, TABLES } from './catalogue-rows.ts';
import { checkFile, readLines } from './line-file.ts';
import { writeQueues } from './queue-state.ts';

/**
 * Puts a backup in place of what a stack has: every file is checked first, then the catalogue is written in one
 * transaction, then the queues in one move, so that nobody takes up an item before the catalogue is there.
 * @throws InvalidInput `DamagedBackup`, `BackupNewer`; Conflict `NotEmpty` unless forced
 */
export async function restore(
  stack: Pick<BackedStack, 'db' | 'redis'>,
  store: ObjectStore,
  force: boolean,
): Promise<BackupManifest> {
  const manifest = await readManifest(store);
  const known = Object.keys(migrations);
  if (manifest.schema !== known.at(-1)) throw otherSchema(manifest, known);
  for (const file of filesOf(manifest)) await checkFile(store, file);
  await migrate(stack.db);
  const there = await contentsOf(stack.db, stack.redis);
  if (there.length > 0 && !force) throw notEmpty(there);
  await writeCatalogue(stack.db, manifest, store);
  await writeQueues(stack.redis, readLines(store, manifest.queues));
  await stack.redis.publish(CATALOGUE_CHANNEL, String(manifest.revision));
  return manifest;
}

const writeCatalogue = (db: Database, manifest: BackupManifest, store: ObjectStore) =>
  db.transaction().execute(async (trx) => {
    const connection = trx as unknown as Parameters<typeof addRows>[0];
    for (const name of TABLES.toReversed()) await sql`delete from ${sql.id(name)}`.execute(trx);
    for (const { name, columns, file } of manifest.tables) {
      const own = await columnsOf(connection, name, 'all');
      if (own.join() !== columns.join())
        throw conflict(`the table ${name} has the columns ${own.join(', ')}, and had ${columns.join(', ')}`);
      await addRows(connection, name, readLines(store, file));
    }
    // Never back: caches and followers take a revision they know for the product that they know.
    await sql`select setval('catalogue_revision', greatest(last_revision(), ${manifest.revision}, 1),
        greatest(last_revision(), ${manifest.revision}) > 0)`.execute(trx);
    await sql`select setval(pg_get_serial_sequence('product', 'id'), coalesce(max(id), 0) + 1, false)
      from product`.execute(trx);
    await raiseRevisions(trx as unknown as Database);
  });

/** What a stack has that a restore would take away. */
async function contentsOf(db: Database, redis: ScriptedRedis): Promise<string[]> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from product`.execute(db);
  const products = rows[0]?.count ?? 0;
  const stages = (await readOverview(redis)).map(
    ({ waiting, parked, delayed, working, succeeded, failed }) =>
      Object.values(waiting).reduce((sum, length) => sum + length, parked + delayed.length) +
      working.length +
      succeeded +
      failed,
  );
  const items = stages.reduce((sum, count) => sum + count, 0);
  return [
    ...(products > 0 ? [`${products} products`] : []),
    ...(items > 0 ? [`${items} items in its queues and sets`] : []),
  ];
}

const notEmpty = (there: readonly string[]) =>
  conflict(
    `the stack has ${there.join(' and ')}: restore to an empty one, or put the backup in their place with --force`,
    { code: 'NotEmpty' },
  );

function otherSchema({ schema, version }: BackupManifest, known: readonly string[]) {
  const given = `the backup has the schema ${schema} of version ${version}, and this version has ${known.at(-1)}`;
  return invalidInput(
    known.includes(schema)
      ? `${given}: restore it with version ${version}, and then upgrade`
      : `${given}: restore it with version ${version} or a later one`,
    { code: 'BackupSchema' },
  );
}
