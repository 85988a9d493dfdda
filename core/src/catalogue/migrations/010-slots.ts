import { type Kysely, sql } from 'kysely';

/**
 * The index of places has one key instead of two: boxes that are moved into a slot of their own for each collection
 * and each 92 days, 400 degrees wide and 200 high. What a search looks at is what one collection has in the quarters
 * asked for: half the pages and half the entries of the index before (008). Beside the box lies a `core`, which the
 * footprint covers: what meets that meets the footprint, which then need not be looked at. Collections whose slots
 * are one (names are hashed to 16 bits) are told apart by their names.
 *
 * Records are compressed by LZ4 where the server can, which unpacks them five times as fast; those that are there
 * stay as they are. The table is rewritten, which takes a minute for a million products; nobody reads it meanwhile.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

/** The box around a footprint, smaller by a share. */
const shrunk = (share: number) =>
  `st_scale(st_envelope(footprint), st_makepoint(${share}, ${share}), st_centroid(st_envelope(footprint)))`;
const covered = [0.95, 0.85, 0.75, 0.6, 0.45]
  .map((share) => `when st_covers(footprint, ${shrunk(share)}) then box(${shrunk(share)})`)
  .join(' ');
const SLOT = 'slot_of(collection, quarter_of(begin_time))';

const STATEMENTS = [
  `create function quarter_of(instant timestamptz) returns integer
    language sql immutable strict parallel safe as $$
  select floor(date_part('epoch', instant at time zone 'UTC') / 7948800)::integer $$`,
  `create function slot_of(collection text, quarter integer) returns point
    language sql immutable strict parallel safe as $$
  select point(400 * quarter::float8, 200 * (hashtext(collection) & 65535)::float8) $$`,
  `drop index product_place`,
  `alter table product
    drop column place,
    add column slot box generated always as (box(footprint) + ${SLOT}) stored,
    add column core box generated always as (
      case when st_numgeometries(footprint) > 1 then null ${covered} end + ${SLOT}) stored`,
  `create index product_slot on product using gist (slot)
    include (core, begin_time, end_time, cloud_cover, collection, identifier, id, is_whole)`,
  // Not every server was built with it, and before version 14 none knew of it.
  `do $$ begin
    execute 'alter table product_record alter column record set compression lz4';
  exception when feature_not_supported or syntax_error then null;
  end $$`,
];
