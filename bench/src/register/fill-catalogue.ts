import { type Database } from '@pvs/core/catalogue/database';
import { FILL_RECORDS } from '@pvs/core/catalogue/migrations/007-product-records';
import { sql } from 'kysely';

const BATCH = 50_000;

/** Adds scenes of 10 to 100 km and of five years, all over the land's latitudes, until there are so many products. */
export async function fillCatalogue(db: Database, count: number): Promise<void> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from product`.execute(db);
  for (let from = rows[0]!.n; from < count; from += BATCH) {
    await addScenes(db, from, Math.min(count, from + BATCH));
  }
  await sql.raw(FILL_RECORDS).execute(db);
  await sql`vacuum analyze product`.execute(db);
  await sql`vacuum analyze coverage`.execute(db);
}

async function addScenes(db: Database, from: number, to: number): Promise<void> {
  await sql`
    with scene as (
      select i, random() * 350 - 175 as lon, random() * 120 - 55 as lat, 0.1 + random() * 0.9 as size,
        timestamptz '2015-01-01' + random() * interval '5 years' as begins
      from generate_series(${from}::int, ${to - 1}::int) as i
    ), box as (select *, st_makeenvelope(lon, lat, lon + size, lat + size, 4326) as shape from scene),
    added as (
      insert into product (identifier, collection, type, revision, footprint, drawn_boxes, begin_time, end_time,
        prefix, platform, cloud_cover, outputs)
      select 'FILL-' || i, 'C' || i % 5, 'generic', nextval('catalogue_revision'), st_multi(shape),
        jsonb_build_array(jsonb_build_array(lon, lat, lon + size, lat + size)), begins, begins + interval '7 s',
        'C/FILL-' || i, 'SAT' || i % 7, random() * 100, array['C/FILL-' || i || '/image_COG.tif']
      from box returning id, prefix
    )
    insert into coverage (product_id, identifier, object_key, size_bytes, data_type, bands, crs, proj4, transform,
      width_px, height_px, has_mask)
    select id, 'image', prefix || '/image_COG.tif', 5000000, 'uint8', '[{"name":"red","color":"red"}]', 'EPSG:32633',
      '+proj=utm +zone=33 +datum=WGS84 +units=m +no_defs', array[600000, 10, 0, 5400000, 0, -10], 10980, 10980, false
    from added`.execute(db);
}
