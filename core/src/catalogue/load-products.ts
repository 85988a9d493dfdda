import { type CompiledQuery, type ExpressionBuilder, sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { Footprint } from '../geometry/footprint.ts';
import type { CatalogueTables, Database, EoColumns } from './database.ts';
import { withDatabase } from './database-errors.ts';
import { eoColumnNames } from './eo-columns.ts';
import type { Browse, Coverage, EoAttributes, Grid, Mask, StoredProduct } from './product.ts';

/** The products of these identifiers, with everything that belongs to them, in no particular order. */
export async function loadProducts(db: Database, identifiers: readonly string[]): Promise<StoredProduct[]> {
  if (identifiers.length === 0) return [];
  const statement = { ...loadStatement(db), parameters: [[...identifiers]] };
  return withDatabase(async () => (await db.executeQuery<ProductRow>(statement)).rows.map(toProduct));
}

const compiled = new WeakMap<Database, CompiledQuery>();

/** Compiled once for a database: that takes longer than reading a product. */
function loadStatement(db: Database): CompiledQuery {
  const found = compiled.get(db);
  if (found) return found;
  const statement = selectProducts(db)
    .where('identifier', '=', sql<string>`any(${[]})`)
    .compile();
  compiled.set(db, statement);
  return statement;
}

/** The one way a whole product is read; searches add their conditions and order to it. */
export function selectProducts(db: Database) {
  return db
    .selectFrom('product')
    .select([
      'product.identifier',
      'collection',
      'type',
      'revision',
      'beginTime',
      'endTime',
      'prefix',
      'packageLocation',
      'outputs',
      'quicklook',
    ])
    .select(eoColumnNames.map((name) => `product.${name}` as const))
    .select([
      sql<Footprint>`st_asgeojson(footprint, 12)::jsonb`.as('footprint'),
      coveragesOf,
      masksOf,
      (eb) =>
        jsonArrayFrom(
          eb
            .selectFrom('browse')
            .select(['browse.type', 'coverageIdentifier', 'channels'])
            .whereRef('productId', '=', 'product.id')
            .orderBy('browse.type'),
        ).as('browses'),
      (eb) =>
        jsonArrayFrom(
          eb
            .selectFrom('document')
            .select(['format', 'objectKey'])
            .whereRef('productId', '=', 'product.id')
            .orderBy('objectKey'),
        ).as('documents'),
    ]);
}

const coveragesOf = (eb: ExpressionBuilder<CatalogueTables, 'product'>) =>
  jsonArrayFrom(
    eb
      .selectFrom('coverage')
      .select([
        'coverage.identifier',
        'objectKey',
        'sizeBytes',
        'dataType',
        'bands',
        'crs',
        'proj4',
        'transform',
      ])
      .select(['widthPx', 'heightPx', 'hasMask'])
      .whereRef('productId', '=', 'product.id')
      .orderBy('coverage.identifier'),
  ).as('coverages');

const masksOf = (eb: ExpressionBuilder<CatalogueTables, 'product'>) =>
  jsonArrayFrom(
    eb
      .selectFrom('mask')
      .select(['mask.type', 'mask.identifier', 'objectKey', 'sizeBytes', 'marks', 'share'])
      .select(['crs', 'proj4', 'transform', 'widthPx', 'heightPx'])
      .whereRef('productId', '=', 'product.id')
      .orderBy('mask.type'),
  ).as('masks');

type ProductRow = Awaited<ReturnType<ReturnType<typeof selectProducts>['execute']>>[number];

/** A row of {@link selectProducts} as the rest of the stack knows it. */
export function toProduct(row: ProductRow): StoredProduct {
  return {
    identifier: row.identifier,
    collection: row.collection,
    type: row.type,
    revision: row.revision,
    beginTime: row.beginTime,
    endTime: row.endTime,
    prefix: row.prefix,
    ...(row.packageLocation === null ? {} : { packageLocation: row.packageLocation }),
    footprint: row.footprint,
    attributes: toAttributes(row),
    coverages: row.coverages.map((coverage) => toCoverage(coverage, row.revision)),
    browses: row.browses.map(toBrowse),
    documents: row.documents,
    masks: row.masks.map(toMask),
    ...(row.quicklook === null ? {} : { quicklook: row.quicklook }),
    outputs: row.outputs,
  };
}

function toAttributes(row: EoColumns): EoAttributes {
  return Object.fromEntries(
    eoColumnNames.filter((name) => row[name] !== null).map((name) => [name, row[name]]),
  );
}

function toCoverage(row: ProductRow['coverages'][number], revision: number): Coverage {
  const { grid, rest } = withGrid(row);
  return { ...rest, grid, revision };
}

function toMask(row: ProductRow['masks'][number]): Mask {
  const { grid, rest } = withGrid(row);
  const { share, ...mask } = rest;
  return { ...mask, grid, ...(share === null ? {} : { share }) };
}

function toBrowse({ type, coverageIdentifier, channels }: ProductRow['browses'][number]): Browse {
  return channels === null ? { type, coverageIdentifier: coverageIdentifier ?? '' } : { type, channels };
}

interface GridColumns {
  crs: string;
  proj4: string;
  transform: number[];
  widthPx: number;
  heightPx: number;
}

function withGrid<Row extends GridColumns>(row: Row): { grid: Grid; rest: Omit<Row, keyof GridColumns> } {
  const { crs, proj4, transform, widthPx, heightPx, ...rest } = row;
  const grid = { crs, proj4, transform: transform as unknown as Grid['transform'], widthPx, heightPx };
  return { grid, rest };
}
