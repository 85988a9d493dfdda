import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '@pvs/core/catalogue/database';

/** Settings of a server that counts its statements. */
export const COUNTING = ['shared_preload_libraries=pg_stat_statements', 'pg_stat_statements.track=all'];

export async function startCounting(db: Database): Promise<void> {
  await sql`create extension if not exists pg_stat_statements`.execute(db);
}

/**
 * Statements that the server was sent so far, but for those of this bench and those that come every few seconds
 * whether somebody asks for tiles or not: services follow the catalogue, see whether the database answers, and open
 * connections for it.
 */
export async function statementsSoFar(db: Database): Promise<number> {
  const { rows } = await sql<{ calls: number }>`
    select coalesce(sum(calls), 0)::float8 as calls from pg_stat_statements
    where toplevel and query !~ 'settled_revision|tombstone|pg_stat_statements|^select \\$1$|^set jit'`.execute(
    db,
  );
  return rows[0]!.calls;
}

/** Waits until the services have asked nothing for two seconds: what they read at their start is read. @returns seconds */
export async function untilSilent(db: Database): Promise<number> {
  const started = performance.now();
  for (let before = -1, now = 0; before !== now; now = await statementsSoFar(db)) {
    before = now;
    await sleep(2000);
  }
  return (performance.now() - started) / 1000;
}
