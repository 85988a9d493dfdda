import { type Kysely, sql } from 'kysely';

/** The pictures of each product, so that followers know which layers there are without asking for browses. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

/** Three bands of 8 bits are shown in colours. */
const CHANNELS = `case when data_type = 'uint8' and
  (select count(*) from jsonb_array_elements(bands) as band where band->>'color' <> 'alpha') >= 3 then 3 else 1 end`;

const STATEMENTS = [
  `alter table product add column pictures text[] not null default '{}'`,
  `update product set pictures = array(
      select coalesce(jsonb_array_length(channels), ${CHANNELS}) || browse.type
      from browse left join coverage
        on coverage.product_id = browse.product_id and coverage.identifier = browse.coverage_identifier
      where browse.product_id = product.id order by browse.type)
    || case when exists (select from browse where product_id = product.id and type = '') then '{}'::text[]
      else array(select (${CHANNELS})::text from coverage
        where product_id = product.id order by identifier limit 1) end`,
];
