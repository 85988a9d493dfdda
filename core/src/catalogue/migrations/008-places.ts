import { type Kysely, sql } from 'kysely';

/**
 * What a small place holds in some time is read from one index, without the table: it has boxes of the type whose
 * index gives them back, quarter by quarter, with what most searches ask for and sort by. A footprint of one part
 * whose box a searched box spans from side to side is met by it; only the others are looked at (`wanted-place.ts`).
 * The table is rewritten, which takes a minute or two for a million products; nobody reads it meanwhile.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table product
    add column place box generated always as (box(footprint)) stored,
    add column is_whole boolean generated always as (st_numgeometries(footprint) = 1) stored`,
  `create index product_place on product
    using gist (date_trunc('quarter', begin_time at time zone 'UTC'), place)
    include (begin_time, end_time, cloud_cover, collection, identifier, id, is_whole)`,
];
