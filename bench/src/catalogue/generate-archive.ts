import { sql } from 'kysely';
import type { Database } from '@pvs/core/catalogue/database';
import { FILL_RECORDS } from '@pvs/core/catalogue/migrations/007-product-records';

/**
 * Fills a migrated, empty catalogue with `count` products, as an archive of ten years has them: scenes of about a
 * degree, half of them over Europe and the rest over the other land, a few seconds long but for some mosaics of days;
 * clouds, orbits, angles, platforms; each with a coverage, a picture and a document. The same for the same count.
 * Written in SQL, with the indexes of `product` made afterwards, since that takes a fifth of the time.
 */
export async function generateArchive(db: Database, count: number): Promise<void> {
  await db.connection().execute(async (connection) => {
    const run = (statement: string) => sql.raw(statement).execute(connection);
    const { rows: indexes } = await sql<{ name: string; definition: string }>`
      select indexname as name, indexdef as definition from pg_indexes
      where tablename in ('product', 'coverage', 'document') and indexname not in (select conname from pg_constraint)`.execute(
      connection,
    );
    for (const { name } of indexes) await run(`drop index ${name}`);
    await run(`select setseed(0.5)`);
    await run(PRODUCTS.replaceAll('COUNT', String(count)));
    for (const statement of [COVERAGES, BROWSES, DOCUMENTS, FILL_RECORDS]) await run(statement);
    await run(`select setval('catalogue_revision', ${count})`);
    await run(`set maintenance_work_mem = '512MB'`);
    for (const { definition } of indexes) await run(definition);
    await run('vacuum analyze');
  });
}

/** West, south, width, height and share of where scenes are taken. */
const REGIONS = `(values
  (0.00, -11.0, 36.0, 43.0, 34.0),
  (0.50, -17.0, -34.0, 67.0, 70.0),
  (0.62, 60.0, 8.0, 80.0, 60.0),
  (0.76, -125.0, 25.0, 70.0, 40.0),
  (0.87, -80.0, -55.0, 45.0, 65.0),
  (0.94, 113.0, -43.0, 66.0, 33.0))`;

const PRODUCTS = `
insert into product (identifier, collection, type, revision, footprint, drawn_boxes, begin_time, end_time, prefix,
  platform, platform_serial_identifier, instrument, sensor_type, product_type, processing_level, resolution_m,
  orbit_number, orbit_direction, track, cloud_cover, snow_cover, illumination_azimuth_angle,
  illumination_elevation_angle, across_track_incidence_angle, acquisition_station, processing_center,
  product_quality_status, creation_date, processing_date)
select
  collection || '_' || to_char(begin_time, 'YYYYMMDD"T"HH24MISS') || '_' || lpad(i::text, 7, '0'), collection,
  'generic', i + 1,
  st_multi(st_makepolygon(st_makeline(array[
    st_setsrid(st_makepoint(x - 0.58, y - 0.42), 4326), st_setsrid(st_makepoint(x + 0.42, y - 0.56), 4326),
    st_setsrid(st_makepoint(x + 0.58, y + 0.42), 4326), st_setsrid(st_makepoint(x - 0.42, y + 0.56), 4326),
    st_setsrid(st_makepoint(x - 0.58, y - 0.42), 4326)]))),
  jsonb_build_array(jsonb_build_array(x - 0.58, y - 0.56, x + 0.58, y + 0.56)),
  begin_time,
  begin_time + case when i % 500 = 0 then interval '1 day' * (2 + i % 28) else interval '1 second' * (i % 25) end,
  collection || '/' || i,
  (array['PHR', 'SPOT', 'SENTINEL2', 'WORLDVIEW'])[1 + i % 4], (array['A', 'B'])[1 + (i / 4) % 2],
  (array['HiRI', 'NAOMI', 'MSI', 'WV110'])[1 + i % 4], 'OPTICAL', 'MS_' || (1 + i % 3), 'LEVEL1C',
  (array[0.5, 1.5, 10, 2])[1 + i % 4], i / 40, (array['ASCENDING', 'DESCENDING'])[1 + (i / 20) % 2],
  (i % 143)::text, round((100 * power(r2, 1.4))::numeric, 1), case when i % 3 = 0 then round((r3 * 20)::numeric, 1) end,
  120 + 60 * r3, 20 + 50 * r4, -27 + 54 * r2, (array['MATERA', 'SVALBARD', 'MASPALOMAS'])[1 + i % 3], 'CENTER',
  (array['NOMINAL', 'NOMINAL', 'NOMINAL', 'DEGRADED'])[1 + i % 4], begin_time + interval '5 hours',
  begin_time + interval '3 hours'
from (
  select i, r2, r3, r4, date_trunc('milliseconds', timestamptz '2015-07-01' + (i + r1) * (interval '3650 days' / COUNT)) as begin_time, west + width * random() as x, south + height * random() as y,
    (array['VHR_IMAGE_2018', 'SENTINEL2', 'VHR_IMAGE_2018', 'EMERGENCY'])[1 + i % 4] as collection
  from (
    select i, random() as r, random() as r1, random() as r2, random() as r3, random() as r4
    from generate_series(0, COUNT - 1) as i
    offset 0
  ) as dice
  cross join lateral (
    select * from ${REGIONS} as region (share, west, south, width, height)
    where share <= r order by share desc limit 1
  ) as region
) as scene`;

const BANDS = JSON.stringify(
  ['red', 'green', 'blue', 'nir'].map((name) => ({
    name,
    color: name === 'nir' ? 'undefined' : name,
    statistics: { min: 1, max: 4095, mean: 512.5, stdDev: 203.25, p2: 120, p98: 1800 },
  })),
);

const COVERAGES = `
insert into coverage (product_id, identifier, object_key, size_bytes, data_type, bands, crs, proj4, transform, width_px,
  height_px, has_mask)
select id, 'image', prefix || '/image_COG.tif', 900000000, 'uint16', '${BANDS}', 'EPSG:32633',
  '+proj=utm +zone=33 +datum=WGS84 +units=m +no_defs', '{600000,10,0,5350000,0,-10}', 10980, 10980, false
from product`;

const BROWSES = `insert into browse (product_id, type, coverage_identifier) select id, '', 'image' from product`;

const DOCUMENTS = `
insert into document (product_id, format, object_key) select id, 'gsc', prefix || '/' || identifier || '.xml' from product`;
