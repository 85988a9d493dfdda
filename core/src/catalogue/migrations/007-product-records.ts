import { type Kysely, sql } from 'kysely';

/**
 * Whole products as one text: reading a page of them from their tables took more time than finding them. Not a column
 * of `product`, whose rows are read to be searched. The attributes are spelt out: a migration is history.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table product_record (
        product_id bigint primary key references product on delete cascade,
        record text not null
      )`,
    )
    .execute(db);
  await sql.raw(FILL_RECORDS).execute(db);
}

const time = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const camelCase = (name: string) => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const object = (names: string, table: string) =>
  `jsonb_build_object(${names
    .split(' ')
    .map(
      (name) =>
        `'${camelCase(name)}', ${name.endsWith('_date') || name === 'availability_time' ? time(`${table}.${name}`) : `${table}.${name}`}`,
    )
    .join(', ')})`;

const ATTRIBUTES =
  'parent_identifier product_type processing_level platform platform_serial_identifier instrument sensor_type ' +
  'sensor_mode resolution_m swath_identifier orbit_number orbit_direction orbit_type track frame cloud_cover ' +
  'snow_cover illumination_azimuth_angle illumination_zenith_angle illumination_elevation_angle ' +
  'across_track_incidence_angle along_track_incidence_angle minimum_incidence_angle maximum_incidence_angle';
const MORE_ATTRIBUTES =
  'incidence_angle_variation doppler_frequency polarisation_mode polarisation_channels antenna_look_direction ' +
  'acquisition_type acquisition_sub_type acquisition_station archiving_center processing_center processing_mode ' +
  'processor_name product_version production_status product_quality_status product_quality_degradation_tag ' +
  'creation_date modification_date processing_date availability_time spectral_range composite_type doi wavelength ' +
  'lowest_location highest_location start_time_from_ascending_node completion_time_from_ascending_node';
const GRID = `jsonb_build_object('grid', ${object('crs proj4 transform width_px height_px', 'part')})`;

const list = (table: string, order: string, json: string) =>
  `(select coalesce(jsonb_agg(${json} order by part.${order}), '[]') from ${table} as part where product_id = product.id)`;

/** Records of the products that have none. */
export const FILL_RECORDS = `
insert into product_record (product_id, record)
select id, (jsonb_strip_nulls(jsonb_build_object(
    'identifier', identifier, 'collection', collection, 'type', type, 'beginTime', ${time('begin_time')},
    'endTime', ${time('end_time')}, 'prefix', prefix, 'packageLocation', package_location, 'quicklook', quicklook,
    'attributes', ${object(ATTRIBUTES, 'product')} || ${object(MORE_ATTRIBUTES, 'product')}
  )) || jsonb_build_object(
    'outputs', outputs, 'revision', revision, 'footprint', st_asgeojson(footprint, 12)::jsonb,
    'coverages', ${list('coverage', 'identifier', `${object('identifier object_key size_bytes data_type bands has_mask', 'part')} || ${GRID}`)},
    'masks', ${list('mask', 'type', `jsonb_strip_nulls(${object('type identifier object_key size_bytes marks share', 'part')}) || ${GRID}`)},
    'browses', ${list('browse', 'type', `jsonb_strip_nulls(${object('type coverage_identifier', 'part')}) || case when channels is null then '{}' else jsonb_build_object('channels', channels) end`)},
    'documents', ${list('document', 'object_key', object('format object_key', 'part'))}
  ))::text
from product where not exists (select from product_record where product_id = id)`;
