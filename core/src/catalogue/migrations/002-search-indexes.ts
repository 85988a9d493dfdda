import { type Kysely, sql } from 'kysely';

/**
 * Indexes for every kind of search (docs/catalogue-queries.md). By place with time; by time alone, within a
 * collection and over all; the few products that last longer than a day, which a search by time looks for apart;
 * parts of identifiers; and the EO attributes by which single products are looked for. Not all: each costs every
 * search some time of planning and every registration some of writing. Above all not clouds: a bound on them leaves
 * a large part, and the planner would rather read that part of an index than look at a few more products.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...STATEMENTS, ...ATTRIBUTES.map(attributeIndex)])
    await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create extension if not exists btree_gist`,
  `create extension if not exists pg_trgm`,
  `drop index product_space_time`,
  `create index product_space_time on product using gist (footprint, begin_time)`,
  `create index product_newest_of_all on product (begin_time desc, end_time desc, identifier)`,
  `create index product_long on product (begin_time desc, end_time desc, identifier)
    where end_time - begin_time > interval '1 day'`,
  `create index product_identifier_part on product using gin (identifier gin_trgm_ops)`,
  `create index product_registered_at on product (registered_at)`,
];

const attributeIndex = (column: string) =>
  `create index product_${column} on product (${column}) where ${column} is not null`;

const ATTRIBUTES = [
  ...['parent_identifier', 'product_type', 'platform', 'instrument', 'orbit_number', 'track', 'frame'],
  ...['creation_date', 'modification_date', 'processing_date', 'availability_time'],
];
