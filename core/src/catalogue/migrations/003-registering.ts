import { type Kysely, sql } from 'kysely';

/**
 * What registering needs: masks and quicklooks, pictures of several coverages, the objects that are removed after a
 * while, and revisions that writers draw without waiting for each other (`docs/decisions/008`).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table product
    add column outputs text[] not null default '{}',
    add column quicklook jsonb,
    add constraint product_footprint_has_area check (not st_isempty(footprint))`,
  `create table mask (
    product_id bigint not null references product on delete cascade,
    type text not null,
    identifier text not null,
    object_key text not null,
    size_bytes bigint not null,
    marks text not null check (marks in ('valid', 'invalid')),
    crs text not null,
    proj4 text not null,
    transform double precision[6] not null,
    width_px integer not null,
    height_px integer not null,
    share double precision,
    primary key (product_id, type)
  )`,
  `alter table browse
    alter column coverage_identifier drop not null,
    add column channels jsonb,
    add check ((coverage_identifier is null) <> (channels is null))`,
  `create table discarded_object (
    object_key text primary key,
    discarded_at timestamptz not null default now(),
    due_at timestamptz not null
  )`,
  `create index discarded_object_due on discarded_object (due_at)`,
  `create index coverage_object on coverage (object_key)`,
  `create index mask_object on mask (object_key)`,
  `create index document_object on document (object_key)`,
  `create index product_quicklook on product ((quicklook->>'objectKey')) where quicklook is not null`,
  // Announces a revision before drawing it: the shared lock says that one greater than its key may be on its way.
  `create function draw_revision() returns bigint language plpgsql as $$
  begin
    perform pg_advisory_xact_lock_shared((20566::bigint << 48) | last_revision());
    return nextval('catalogue_revision');
  end $$`,
  `create function last_revision() returns bigint language sql volatile as $$
    select case when is_called then last_value else last_value - 1 end from catalogue_revision
  $$`,
  // The order counts: a revision that was drawn before the first line is seen by the second, or was committed.
  `create function settled_revision() returns bigint language plpgsql as $$
  declare
    drawn bigint := last_revision();
    announced bigint;
  begin
    select min(((classid::bigint & 65535) << 32) | objid::bigint) into announced from pg_locks
    where locktype = 'advisory' and objsubid = 1 and classid::bigint >> 16 = 20566
      and database = (select oid from pg_database where datname = current_database());
    return least(drawn, announced);
  end $$`,
];
