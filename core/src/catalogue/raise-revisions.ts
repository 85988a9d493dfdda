import { sql } from 'kysely';
import { revisionState } from './changes.ts';
import type { Database } from './database.ts';
import { withDatabase } from './database-errors.ts';

/** From what the sequence of revisions had come to, to what it has. */
export interface RaisedRevisions {
  readonly from: number;
  readonly to: number;
}

/**
 * Brings the sequence of revisions up to the products and removals that are there, where rows were brought in by
 * hand: followers would take what is registered next for something they know, and caches old tiles for its own.
 * @returns undefined where it was not behind
 */
export async function raiseRevisions(db: Database): Promise<RaisedRevisions | undefined> {
  const { drawn: from, greatest: to } = await revisionState(db);
  if (to <= from) return undefined;
  // Drawn, not set: who may only register may do so, and it never goes back, whoever draws meanwhile.
  await withDatabase(() =>
    sql`select count(nextval('catalogue_revision')) from generate_series(${from + 1}::bigint, ${to}::bigint)`.execute(
      db,
    ),
  );
  return { from, to };
}
