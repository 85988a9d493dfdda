import { type Kysely, sql } from 'kysely';

/**
 * Indexes for every kind of search (docs/catalogue-queries.md). By place with time; by time alone, within a
 * collection and over all; the few products that last longer than a day, which a search by time looks for apart;
 * parts of identifiers; and each EO attribute, as far as products have it. Not clouds: a bound on them leaves a
 * large part of all, and the planner would rather read that part of an index than look at a few more products.
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
  ...['parent_identifier', 'product_type', 'processing_level', 'platform', 'platform_serial_identifier'],
  ...['instrument', 'sensor_type', 'sensor_mode', 'resolution_m', 'swath_identifier', 'orbit_number'],
  ...['orbit_direction', 'track', 'frame', 'snow_cover', 'illumination_azimuth_angle'],
  ...['illumination_zenith_angle', 'illumination_elevation_angle', 'across_track_incidence_angle'],
  ...['along_track_incidence_angle', 'minimum_incidence_angle', 'maximum_incidence_angle'],
  ...['incidence_angle_variation', 'doppler_frequency', 'polarisation_mode', 'polarisation_channels'],
  ...['antenna_look_direction', 'acquisition_type', 'acquisition_sub_type', 'acquisition_station'],
  ...['archiving_center', 'processing_center', 'processing_mode', 'processor_name', 'product_version'],
  ...['production_status', 'product_quality_status', 'product_quality_degradation_tag', 'creation_date'],
  ...['modification_date', 'processing_date', 'availability_time'],
];
