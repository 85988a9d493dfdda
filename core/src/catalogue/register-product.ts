import { type Kysely, sql, type Transaction } from 'kysely';
import { invalidInput } from '../errors.ts';
import type { CatalogueTables, Database, EoColumns } from './database.ts';
import { withDatabase } from './database-errors.ts';
import { eoColumnNames } from './eo-columns.ts';
import { drawnBoxesOf } from './drawn-boxes.ts';
import type { Product } from './product.ts';

/** Any number; what counts is that every writer of the catalogue takes the same. */
const REVISION_LOCK = 7_402_018;

export interface Registration {
  readonly revision: number;
  /** True where a product of that identifier was there before. */
  readonly replaced: boolean;
}

/** Writes a product with all that belongs to it, replacing an earlier one of the same identifier, atomically. */
export async function registerProduct(db: Database, product: Product): Promise<Registration> {
  return withDatabase(() =>
    db.transaction().execute(async (transaction) => {
      const removed = await transaction
        .deleteFrom('product')
        .where('identifier', '=', product.identifier)
        .executeTakeFirst();
      const revision = await nextRevision(transaction);
      await transaction.deleteFrom('tombstone').where('identifier', '=', product.identifier).execute();
      await insertProduct(transaction, product, revision);
      return { revision, replaced: removed.numDeletedRows > 0n };
    }),
  );
}

/** Removes a product and leaves a tombstone; undefined where there was none. */
export async function removeProduct(db: Database, identifier: string): Promise<number | undefined> {
  return withDatabase(() =>
    db.transaction().execute(async (transaction) => {
      const removed = await transaction
        .deleteFrom('product')
        .where('identifier', '=', identifier)
        .returning('collection')
        .executeTakeFirst();
      if (!removed) return undefined;
      const revision = await nextRevision(transaction);
      const { collection } = removed;
      await transaction.insertInto('tombstone').values({ identifier, collection, revision }).execute();
      return revision;
    }),
  );
}

/** Held until commit, so that a follower never sees a revision before a smaller one. */
async function nextRevision(transaction: Transaction<CatalogueTables>): Promise<number> {
  await sql`select pg_advisory_xact_lock(${REVISION_LOCK})`.execute(transaction);
  const { rows } = await sql<{ revision: number }>`select nextval('catalogue_revision') as revision`.execute(
    transaction,
  );
  return rows[0]!.revision;
}

async function insertProduct(db: Kysely<CatalogueTables>, product: Product, revision: number): Promise<void> {
  const inserted = await db
    .insertInto('product')
    .values({
      ...eoValues(product),
      identifier: product.identifier,
      collection: product.collection,
      type: product.type,
      revision,
      footprint: footprintSql(product),
      drawnBoxes: sql<never>`${JSON.stringify(drawnBoxesOf(product))}::jsonb`,
      beginTime: product.beginTime,
      endTime: product.endTime,
      prefix: product.prefix,
      packageLocation: product.packageLocation ?? null,
    })
    .returning(['id', sql<boolean>`st_isempty(footprint)`.as('empty')])
    .executeTakeFirstOrThrow();
  if (inserted.empty) {
    throw invalidInput(`the footprint of '${product.identifier}' encloses no area`, {
      code: 'InvalidFootprint',
    });
  }
  await insertParts(db, product, inserted.id);
}

async function insertParts(db: Kysely<CatalogueTables>, product: Product, productId: number): Promise<void> {
  const coverages = product.coverages.map(({ grid, bands, ...rest }) => ({
    productId,
    ...rest,
    crs: grid.crs,
    proj4: grid.proj4,
    transform: [...grid.transform],
    widthPx: grid.widthPx,
    heightPx: grid.heightPx,
    bands: sql<never>`${JSON.stringify(bands)}::jsonb`,
  }));
  if (coverages.length > 0) await db.insertInto('coverage').values(coverages).execute();
  const browses = product.browses.map((browse) => ({ productId, ...browse }));
  if (browses.length > 0) await db.insertInto('browse').values(browses).execute();
  const documents = product.documents.map((document) => ({ productId, ...document }));
  if (documents.length > 0) await db.insertInto('document').values(documents).execute();
}

/** Repaired, since delivered rings cross themselves; made multi, since repair can leave one polygon or several. */
function footprintSql({ footprint }: Product) {
  const json = JSON.stringify(footprint);
  return sql<string>`st_multi(st_collectionextract(st_makevalid(st_setsrid(st_geomfromgeojson(${json}), 4326)), 3))`;
}

function eoValues(product: Product): EoColumns {
  return Object.fromEntries(
    eoColumnNames.map((name) => [name, product.attributes[name] ?? null]),
  ) as unknown as EoColumns;
}
