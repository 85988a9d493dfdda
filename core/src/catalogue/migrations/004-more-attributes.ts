import { type Kysely, sql } from 'kysely';

/** What the original's search also filters by. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [name, type] of COLUMNS) {
    await sql.raw(`alter table product add column ${name} ${type}`).execute(db);
  }
  await sql.raw(`create index product_doi on product (doi) where doi is not null`).execute(db);
}

const COLUMNS = [
  ['orbit_type', 'text'],
  ['spectral_range', 'text'],
  ['composite_type', 'text'],
  ['doi', 'text'],
  ['wavelength', 'double precision'],
  ['lowest_location', 'double precision'],
  ['highest_location', 'double precision'],
  ['start_time_from_ascending_node', 'double precision'],
  ['completion_time_from_ascending_node', 'double precision'],
] as const;
