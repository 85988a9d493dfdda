import { Migrator } from 'kysely/migration';
import { messageOf, sourceUnavailable } from '../errors.ts';
import type { Database } from './database.ts';
import { migrations } from './migrations/index.ts';

/**
 * Brings the schema up to date, in one transaction and under a lock: replicas that start together wait for each
 * other.
 * @returns the names of the migrations that ran
 */
export async function migrate(db: Database): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error) {
    throw sourceUnavailable(`the database schema could not be brought up to date: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return results.map((result) => result.migrationName);
}
