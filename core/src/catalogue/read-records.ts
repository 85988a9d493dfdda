import { sql } from 'kysely';
import { withDatabase } from './database-errors.ts';
import type { Database } from './database.ts';

/** A product's record, see `storedRecord`, with what is needed to keep it. */
export interface ReadRecord {
  readonly identifier: string;
  readonly collection: string;
  readonly revision: number;
  readonly record: string;
}

const RECORDS = sql.raw(
  'select identifier, collection, revision, record from product join product_record on product_id = id',
);

/** Up to `limit` records of the greatest revisions below one, the greatest first. */
export async function recordsBefore(db: Database, revision: number, limit: number): Promise<ReadRecord[]> {
  const statement = sql<ReadRecord>`${RECORDS} where revision < ${revision} order by revision desc limit ${limit}`;
  return (await withDatabase(() => statement.execute(db))).rows;
}

/** Up to `limit` records of the smallest revisions above one, the smallest first. */
export async function recordsAfter(db: Database, revision: number, limit: number): Promise<ReadRecord[]> {
  const statement = sql<ReadRecord>`${RECORDS} where revision > ${revision} order by revision limit ${limit}`;
  return (await withDatabase(() => statement.execute(db))).rows;
}
