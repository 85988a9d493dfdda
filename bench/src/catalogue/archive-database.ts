import { connectDatabase, type Database } from '@pvs/core/catalogue/database';
import { migrate } from '@pvs/core/catalogue/migrate';
import { createLog } from '@pvs/core/observe/log';
import { sql } from 'kysely';
import { startPostgres } from '../postgres-server.ts';
import { generateArchive } from './generate-archive.ts';

/** Sizes of the catalogues that are compared. */
export const SIZES = (process.env['PVS_BENCH_PRODUCTS'] ?? '10000,1000000').split(',').map(Number);

/**
 * A server for generated catalogues: a cluster of its own with `settings`, or that of PVS_BENCH_DATABASE_URL, where
 * filled databases stay for the next time.
 */
export async function withArchiveServer(
  settings: readonly string[],
  use: (serverUrl: string) => Promise<void>,
): Promise<void> {
  const given = process.env['PVS_BENCH_DATABASE_URL'];
  const server = given === undefined ? await startPostgres(settings) : { url: given, stop: () => undefined };
  try {
    await use(server.url);
  } finally {
    server.stop();
  }
}

/** URL of a database with a generated archive of so many products, which is filled if it is not there. */
export async function archiveDatabase(serverUrl: string, size: number): Promise<string> {
  const name = `pvs_bench_${size}`;
  const url = databaseUrl(serverUrl, name);
  const isNew = await withDatabase(serverUrl, async (server) => {
    const { rows } = await sql`select from pg_database where datname = ${name}`.execute(server);
    if (rows.length === 0) await sql.raw(`create database ${name}`).execute(server);
    return rows.length === 0;
  });
  if (isNew) {
    const started = performance.now();
    await withDatabase(url, async (db) => {
      await migrate(db);
      await generateArchive(db, size);
    });
    console.log(`${size} products generated in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  return url;
}

/** The same in a copy, which may be written to and is dropped afterwards. */
export async function withArchiveCopy(
  serverUrl: string,
  size: number,
  use: (url: string) => Promise<void>,
): Promise<void> {
  const template = new URL(await archiveDatabase(serverUrl, size)).pathname.slice(1);
  const name = `${template}_copy`;
  const run = (statement: string) => withDatabase(serverUrl, (server) => sql.raw(statement).execute(server));
  await run(`drop database if exists ${name}`);
  await run(`create database ${name} template ${template} strategy file_copy`);
  try {
    await use(databaseUrl(serverUrl, name));
  } finally {
    await run(`drop database ${name} with (force)`);
  }
}

/** A database on one connection, closed afterwards. */
export async function withDatabase<T>(url: string, use: (db: Database) => Promise<T>): Promise<T> {
  const db = connectDatabase(url, 1, createLog('bench', 'silent'));
  return use(db).finally(() => db.destroy());
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
