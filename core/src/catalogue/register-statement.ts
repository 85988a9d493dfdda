import { type CompiledQuery, type RawBuilder, sql } from 'kysely';
import type { Database } from './database.ts';
import { eoColumnNames } from './eo-columns.ts';
import { PREPARED } from './prepared-client.ts';
import { snakeCase } from './product-record.ts';

export interface DiscardOptions {
  /** How long objects stay that no product uses any more, seconds; an hour unless given. */
  readonly keepDiscardedS?: number;
}

/** What the statement is given. */
export interface RegisterValues {
  readonly identifier: string;
  /** A `ProductRecord` as JSON. */
  readonly record: string;
  /** The product's `storedRecord`, which is completed with the footprint as it is stored. */
  readonly stored: string;
  /** Of everything that the product names. */
  readonly objectKeys: readonly string[];
  readonly keepDiscardedS: number;
}

type Inputs = Readonly<Record<keyof RegisterValues, unknown>>;

export const HOUR_S = 3600;

const OWN_COLUMNS = [
  'identifier',
  'collection',
  'type',
  'begin_time',
  'end_time',
  'prefix',
  'package_location',
];
const COLUMNS = [
  ...OWN_COLUMNS,
  'drawn_boxes',
  'pictures',
  'outputs',
  'quicklook',
  ...eoColumnNames.map(snakeCase),
];
const RASTER = [
  'identifier',
  'object_key',
  'size_bytes',
  'crs',
  'proj4',
  'transform',
  'width_px',
  'height_px',
];

/**
 * Registers a product in one statement: one round trip, and a transaction by itself. What is read from `replaced`
 * makes the new row wait until the old one is gone. Footprints are repaired, since delivered polygons overlap (what
 * two of them cover is covered, not a hole), and made multi, since repair can leave one polygon or several.
 */
function registerStatement({
  identifier,
  record,
  stored,
  objectKeys,
  keepDiscardedS,
}: Inputs): RawBuilder<{ revision: number; replaced: boolean }> {
  return sql`${sql.raw(PREPARED)}
    with given as materialized (select ${record}::jsonb as record),
    replaced as (delete from product where identifier = ${identifier} returning id, outputs),
    revived as (delete from tombstone where identifier = ${identifier}),
    kept as (delete from discarded_object where object_key = any(${objectKeys}::text[])),
    discarded as (${discardedFrom('replaced', objectKeys, keepDiscardedS)}),
    inserted as (
      insert into product (${columns(COLUMNS)}, footprint, revision)
      select ${columns(COLUMNS, 'row')},
        case when st_isvalid(delivered) then delivered else
          st_multi(st_collectionextract(st_makevalid(delivered, 'method=structure keepcollapsed=false'), 3)) end,
        draw_revision()
      from given, jsonb_populate_record(null::product, record->'product') as "row",
        st_setsrid(st_geomfromgeojson(record->'footprint'), 4326) as delivered,
        (select count(*) from replaced) as before
      returning id, revision, footprint
    ),
    records as (
      insert into product_record (product_id, record)
      select id, left(${stored}::text, -1) || ',"footprint":' || st_asgeojson(footprint, 12) || ',"revision":' || revision || '}'
      from inserted
    ),
    ${inserted('coverage', [...RASTER, 'data_type', 'bands', 'has_mask'], 'coverages')},
    ${inserted('mask', [...RASTER, 'type', 'marks', 'share'], 'masks')},
    ${inserted('browse', ['type', 'coverage_identifier', 'channels'], 'browses')},
    ${inserted('document', ['format', 'object_key'], 'documents')}
    select revision, exists (select from replaced) as replaced from inserted`;
}

/** Notes outputs of removed rows that are not used any more. */
export function discardedFrom(removed: string, used: unknown, keepS: unknown) {
  return sql`
    insert into discarded_object (object_key, due_at)
    select key, now() + make_interval(secs => ${keepS}::float8)
    from ${sql.table(removed)}, unnest(outputs) as key where key <> all(${used}::text[])
    on conflict (object_key) do update set discarded_at = excluded.discarded_at, due_at = excluded.due_at`;
}

/** Rows of a table that belong to the product. */
const inserted = (table: string, names: readonly string[], list: string) => sql`
  ${sql.ref(`${table}s`)} as (
    insert into ${sql.table(table)} (product_id, ${columns(names)})
    select inserted.id, ${columns(names, 'row')}
    from inserted, given, jsonb_populate_recordset(null::${sql.table(table)}, record->${sql.lit(list)}) as "row"
  )`;

const columns = (names: readonly string[], of?: string) =>
  sql.raw(names.map((name) => (of === undefined ? name : `"${of}".${name}`)).join(', '));

/** Stand for values in the statement that is compiled once. */
const PLACES: Inputs = {
  ...{ identifier: Symbol('identifier'), record: Symbol('record'), stored: Symbol('stored') },
  ...{ objectKeys: Symbol('objectKeys'), keepDiscardedS: Symbol('keepDiscardedS') },
};
const NAMES = new Map(Object.entries(PLACES).map(([name, place]) => [place, name as keyof RegisterValues]));
const compiled = new WeakMap<Database, CompiledQuery<{ revision: number; replaced: boolean }>>();

/** {@link registerStatement} for these values. Compiling it takes longer than all else that the registrar does for it. */
export function registeredProduct(db: Database, values: RegisterValues) {
  const known = compiled.get(db) ?? registerStatement(PLACES).compile(db);
  compiled.set(db, known);
  return { ...known, parameters: known.parameters.map((place) => values[NAMES.get(place)!]) };
}
