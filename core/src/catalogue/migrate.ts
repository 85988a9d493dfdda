import { sql } from 'kysely';
import { type MigrationInfo, Migrator } from 'kysely/migration';
import { conflict, invalidInput, isPvsError, messageOf, sourceUnavailable } from '../errors.ts';
import type { Database } from './database.ts';
import { withDatabase } from './database-errors.ts';
import { migrations } from './migrations/index.ts';

const TABLE = 'kysely_migration';
/** SQLSTATE insufficient_privilege and read_only_sql_transaction. */
const NOT_ALLOWED: readonly unknown[] = ['42501', '25006'];

/**
 * Brings the schema up to date, in one transaction and under a lock: replicas that start together wait for each
 * other. Where it is up to date, nothing is written, so that a role that may not change it can ask, too.
 * @returns the names of the migrations that ran
 * @throws Conflict `DatabaseNewer` where the database has migrations that this version does not know
 * @throws InvalidInput `MigrationNotAllowed` where the role may not change the schema
 */
export async function migrate(db: Database): Promise<string[]> {
  if ((await pendingMigrations(db)).length === 0) return [];
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error) throw await explained(db, error);
  // Not part of a transaction. What rewrote a table forgot which of its pages indexes can answer for, and statistics.
  if (results.length > 0) await sql`vacuum (analyze) product`.execute(db);
  return results.filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName);
}

/**
 * Names of the migrations that the database lacks.
 * @throws Conflict `DatabaseNewer`
 */
export async function pendingMigrations(db: Database): Promise<string[]> {
  const done = await withDatabase(() => executedMigrations(db));
  const known = Object.keys(migrations);
  const newer = done.filter((name) => !known.includes(name));
  if (newer.length > 0) {
    throw conflict(
      `the database is newer than this version: it has ${newer.join(', ')}, known here is up to ${known.at(-1)}; start the version that made it, or a later one`,
      { code: 'DatabaseNewer', detail: { newer, known } },
    );
  }
  return known.filter((name) => !done.includes(name));
}

async function executedMigrations(db: Database): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === TABLE)) return [];
  const rows = await db
    .withTables<{ kyselyMigration: { name: MigrationInfo['name'] } }>()
    .selectFrom('kyselyMigration')
    .select('name')
    .orderBy('name')
    .execute();
  return rows.map(({ name }) => name);
}

async function explained(db: Database, error: unknown) {
  // Another replica of a newer version may have been faster.
  const pending = await pendingMigrations(db).catch((cause: unknown) => cause);
  if (isPvsError(pending)) return pending;
  if (NOT_ALLOWED.includes((error as { code?: unknown }).code)) {
    return invalidInput(
      `the database lacks ${(pending as string[]).join(', ')} and this role may not change its schema: run ./pvs migrate with the URL of its owner`,
      { code: 'MigrationNotAllowed', cause: error },
    );
  }
  return sourceUnavailable(`the database schema could not be brought up to date: ${messageOf(error)}`, {
    cause: error,
  });
}
