import type { Database } from '@pvs/core/catalogue/database';
import { type Kysely, sql, type Transaction } from 'kysely';

/** Every table of the catalogue, those that others refer to first. */
export const TABLES = [
  ...['product', 'coverage', 'mask', 'browse', 'document', 'product_record'],
  ...['tombstone', 'discarded_object'],
] as const;

type Connection = Kysely<never> | Transaction<never>;
const rowsAtOnce = 500;

/** Reads the catalogue as it is at one moment, whoever writes meanwhile. */
export async function atOneMoment<T>(db: Database, read: (trx: Connection) => Promise<T>): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((trx) => read(trx as unknown as Connection));
}

/** Names of a table's columns, in its order; only of the `written` ones, without those that PostgreSQL works out. */
export async function columnsOf(db: Connection, table: string, which: 'all' | 'written'): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select attname as name from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped
      and (attgenerated = '' or ${which === 'all'})
    order by attnum`.execute(db);
  return rows.map(({ name }) => name);
}

/**
 * The rows of a table, each as PostgreSQL writes a row as text (§8.16.6 of its manual), which holds any type without
 * loss and is the same in every version. Goes through a cursor of the transaction, so that any number fits.
 */
export async function* rowsOf(trx: Connection, table: string): AsyncGenerator<string> {
  const [cursor, from] = [sql.id(`backup_${table}`), sql.id(table)];
  await sql`declare ${cursor} no scroll cursor for select row_of::text as line from ${from} as row_of`.execute(
    trx,
  );
  for (;;) {
    const { rows } = await sql<{ line: string }>`fetch ${sql.lit(rowsAtOnce)} from ${cursor}`.execute(trx);
    for (const { line } of rows) yield line;
    if (rows.length < rowsAtOnce) break;
  }
  await sql`close ${cursor}`.execute(trx);
}

/** Adds rows that {@link rowsOf} wrote. */
export async function addRows(trx: Connection, table: string, lines: AsyncIterable<unknown>): Promise<void> {
  const into = sql.id(table);
  const columns = await columnsOf(trx, table, 'written');
  const names = sql.join(columns.map((name) => sql.id(name)));
  const values = sql.join(columns.map((name) => sql`(parsed.row_of).${sql.id(name)}`));
  const add = (batch: readonly string[]) =>
    // OFFSET keeps the row from being parsed once for each of its columns.
    sql`insert into ${into} (${names}) overriding system value select ${values}
      from unnest(${batch}::text[]) as given(line),
        lateral (select given.line::${into} as row_of offset 0) as parsed`.execute(trx);
  let batch: string[] = [];
  for await (const line of lines) {
    batch.push(line as string);
    if (batch.length < rowsAtOnce) continue;
    await add(batch);
    batch = [];
  }
  if (batch.length > 0) await add(batch);
}
