import { type Kysely, sql } from 'kysely';

/**
 * Products with what belongs to them. `revision` comes from one sequence, assigned under an advisory lock held
 * until commit, so that its order is the commit order. EO columns are spelt out: a migration is history and does
 * not follow later changes of `eo-columns.ts`.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create extension if not exists postgis`,
  `create sequence catalogue_revision`,
  `create table product (
    id bigint generated always as identity primary key,
    identifier text not null unique,
    collection text not null,
    type text not null,
    revision bigint not null unique,
    footprint geometry(MultiPolygon, 4326) not null,
    drawn_boxes jsonb not null,
    begin_time timestamptz not null,
    end_time timestamptz not null,
    prefix text not null,
    package_location text,
    registered_at timestamptz not null default now(),
    parent_identifier text, product_type text, processing_level text,
    platform text, platform_serial_identifier text, instrument text, sensor_type text, sensor_mode text,
    resolution_m double precision, swath_identifier text,
    orbit_number integer, orbit_direction text, track text, frame text,
    cloud_cover double precision, snow_cover double precision,
    illumination_azimuth_angle double precision, illumination_zenith_angle double precision,
    illumination_elevation_angle double precision,
    across_track_incidence_angle double precision, along_track_incidence_angle double precision,
    minimum_incidence_angle double precision, maximum_incidence_angle double precision,
    incidence_angle_variation double precision, doppler_frequency double precision,
    polarisation_mode text, polarisation_channels text, antenna_look_direction text,
    acquisition_type text, acquisition_sub_type text, acquisition_station text, archiving_center text,
    processing_center text, processing_mode text, processor_name text,
    product_version text, production_status text, product_quality_status text, product_quality_degradation_tag text,
    creation_date timestamptz, modification_date timestamptz, processing_date timestamptz,
    availability_time timestamptz,
    check (begin_time <= end_time)
  )`,
  `create index product_space_time on product using gist (footprint, tstzrange(begin_time, end_time, '[]'))`,
  `create index product_newest on product (collection, begin_time desc, end_time desc, identifier)`,
  `create table coverage (
    product_id bigint not null references product on delete cascade,
    identifier text not null,
    object_key text not null,
    size_bytes bigint not null,
    data_type text not null,
    bands jsonb not null,
    crs text not null,
    proj4 text not null,
    transform double precision[6] not null,
    width_px integer not null,
    height_px integer not null,
    has_mask boolean not null,
    primary key (product_id, identifier)
  )`,
  `create table browse (
    product_id bigint not null,
    type text not null,
    coverage_identifier text not null,
    primary key (product_id, type),
    foreign key (product_id, coverage_identifier) references coverage on delete cascade
  )`,
  `create table document (
    product_id bigint not null references product on delete cascade,
    format text not null,
    object_key text not null,
    primary key (product_id, object_key)
  )`,
  `create table tombstone (
    identifier text primary key,
    collection text not null,
    revision bigint not null unique,
    removed_at timestamptz not null default now()
  )`,
];
