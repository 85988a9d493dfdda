import { sql } from 'kysely';
import type { Database } from '@pvs/core/catalogue/database';
import { withDatabase } from '@pvs/core/catalogue/database-errors';

/** A product as whoever is to remove it knows it again. */
export interface FoundProduct {
  readonly identifier: string;
  readonly collection: string;
  readonly type: string;
  /** ISO 8601. */
  readonly beginTime: string;
  readonly endTime: string;
  readonly registeredAt: string;
  /** Of its objects. */
  readonly prefix: string;
  /** `[west, south, east, north]` of its footprint, degrees. */
  readonly bbox: readonly [number, number, number, number];
}

/** Products by their identifiers; what is not in the catalogue is not among them. */
export async function findProducts(db: Database, identifiers: readonly string[]): Promise<FoundProduct[]> {
  const rows = await withDatabase(() =>
    db
      .selectFrom('product')
      .select(['identifier', 'collection', 'type', 'beginTime', 'endTime', 'registeredAt', 'prefix'])
      .select(
        sql<[number, number, number, number]>`array[st_xmin(footprint), st_ymin(footprint),
          st_xmax(footprint), st_ymax(footprint)]::float8[]`.as('bbox'),
      )
      .where('identifier', 'in', identifiers)
      .execute(),
  );
  return rows.map((row) => ({
    ...row,
    beginTime: row.beginTime.toISOString(),
    endTime: row.endTime.toISOString(),
    registeredAt: row.registeredAt.toISOString(),
  }));
}

/** Identifiers that begin like what was given, for who mistyped one. */
export async function similarIdentifiers(db: Database, given: string, most = 5): Promise<string[]> {
  const rows = await withDatabase(() =>
    db
      .selectFrom('product')
      .select('identifier')
      .where('identifier', '>=', given)
      .where(sql<boolean>`starts_with(identifier, ${given})`)
      .orderBy('identifier')
      .limit(most)
      .execute(),
  );
  return rows.map(({ identifier }) => identifier);
}
