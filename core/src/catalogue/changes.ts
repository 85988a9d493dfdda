import { sql } from 'kysely';
import type { Box } from '../geometry/box.ts';
import { COUNTED_PRODUCT, type CountedProduct } from './counting/counted-product.ts';
import type { Database } from './database.ts';
import { withDatabase } from './database-errors.ts';
import type { ProductRef } from './product-ref.ts';

/** One step of the catalogue's history, in the order of revisions. */
export type CatalogueChange =
  | {
      readonly kind: 'registered';
      readonly identifier: string;
      readonly revision: number;
      readonly product: ProductRef;
      /** Where it was asked for. */
      readonly counted?: CountedProduct;
    }
  | { readonly kind: 'removed'; readonly identifier: string; readonly revision: number };

interface ChangeRow {
  identifier: string;
  collection: string;
  revision: number;
  beginTime: Date | null;
  endTime: Date | null;
  boxes: [number, number, number, number][] | null;
  pictures: string[] | null;
  counted: CountedProduct | null;
}

/**
 * The revision up to which all changes are visible to whoever reads from now on. Writers draw revisions before they
 * commit and do not wait for each other, so that a greater one can become visible first: a follower reads on from
 * here, not from the greatest that it saw (`docs/decisions/008`).
 */
export async function settledRevision(db: Database): Promise<number> {
  return (await revisionState(db)).settled;
}

export interface RevisionState {
  /** See {@link settledRevision}. */
  readonly settled: number;
  /** The greatest that anybody has drawn, looked up after that. */
  readonly drawn: number;
  /** The greatest that is visible: beyond what was drawn only where rows were brought in by hand. */
  readonly greatest: number;
}

/** Where all are the same, nothing is visible beyond them. */
export async function revisionState(db: Database): Promise<RevisionState> {
  // One after the other: the columns of a row are worked out from the left.
  const { rows } = await withDatabase(() =>
    sql<RevisionState>`select settled_revision() as settled, last_revision() as drawn, coalesce(greatest(
      (select max(revision) from product), (select max(revision) from tombstone)), 0) as greatest`.execute(
      db,
    ),
  );
  return rows[0]!;
}

/**
 * Up to `limit` visible changes after a revision, oldest first. A product shows only its newest state.
 * @param counted whether what products are counted by is wanted
 */
export async function changesSince(
  db: Database,
  revision: number,
  limit: number,
  counted = false,
): Promise<CatalogueChange[]> {
  const page = sql`where revision > ${revision} order by revision limit ${limit}`;
  const { rows } = await withDatabase(() =>
    // Each part by its index as far as needed: in one order for both, the planner sorts all that is left for each page.
    sql<ChangeRow>`
      (select identifier, collection, revision, begin_time, end_time, drawn_boxes as boxes, pictures,
        ${counted ? COUNTED_PRODUCT : sql`null::json`} as counted from product ${page})
      union all
      (select identifier, collection, revision, null, null, null, null, null from tombstone ${page})
      order by revision limit ${limit}`.execute(db),
  );
  return rows.map(toChange);
}

function toChange(row: ChangeRow): CatalogueChange {
  const { identifier, collection, revision, counted } = row;
  const pictures = row.pictures ?? [];
  if (!row.beginTime || !row.endTime) return { kind: 'removed', identifier, revision };
  const boxes = (row.boxes ?? []).map(([minX, minY, maxX, maxY]): Box => ({
    crs: 'EPSG:4326',
    minX,
    minY,
    maxX,
    maxY,
  }));
  const times = { beginMs: row.beginTime.getTime(), endMs: row.endTime.getTime() };
  return {
    kind: 'registered',
    identifier,
    revision,
    product: { identifier, collection, revision, boxes, pictures, ...times },
    ...(counted && { counted }),
  };
}
