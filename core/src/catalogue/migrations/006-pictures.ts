import { type Kysely, sql } from 'kysely';

/** The pictures of each product, so that followers know which layers there are without asking for browses. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table product add column pictures text[] not null default '{}'`,
  `update product set pictures = found.pictures from (
    select product_id, array_agg(
      coalesce(jsonb_array_length(channels), case when data_type = 'uint8' and jsonb_array_length(bands) >= 3 then 3 else 1 end)
        || browse.type order by browse.type) as pictures
    from browse left join coverage using (product_id)
    where coverage_identifier is null or coverage_identifier = coverage.identifier
    group by product_id) as found
  where product.id = found.product_id`,
];
