import { sql } from 'kysely';
import type { Database } from './database.ts';
import { withDatabase } from './database-errors.ts';
import { PREPARED } from './prepared-client.ts';
import type { StoredProduct } from './product.ts';
import { productOfRecord } from './stored-record.ts';

/** The products of these identifiers, with everything that belongs to them, in no particular order. */
export async function loadProducts(db: Database, identifiers: readonly string[]): Promise<StoredProduct[]> {
  if (identifiers.length === 0) return [];
  const statement = sql<{ record: string }>`${sql.raw(PREPARED)} select record
    from product join product_record on product_id = id where identifier = any(${[...identifiers]}::text[])`;
  const { rows } = await withDatabase(() => statement.execute(db));
  return rows.map(({ record }) => productOfRecord(record));
}
