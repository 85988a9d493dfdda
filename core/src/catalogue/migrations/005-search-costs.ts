import { type Kysely, sql } from 'kysely';

/**
 * PostGIS gives its relations a hundred times the cost they have for footprints of a few corners, and the planner
 * then reads half an index of another column to spare some of them. This one has a cost that was measured. It says
 * what is not, since the planner takes a condition of unknown selectivity to hold for a third of the rows, and its
 * negation for two thirds. How long products last is known only to statistics of its own.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create function footprint_misses(footprint geometry, wanted geometry) returns boolean
    language plpgsql immutable strict cost 200 as $$
  begin
    return not st_intersects(footprint, wanted);
  end $$`,
  `create statistics product_lasts on (end_time - begin_time) from product`,
];
