import { type Kysely, sql } from 'kysely';

/** Requests name coverages (WCS) without their product: who has one is looked up by its identifier. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index coverage_identifier on coverage (identifier)`.execute(db);
}
