import { type ExpressionBuilder, sql } from 'kysely';
import type { Box } from '../geometry/box.ts';
import type { TimeInterval } from '../time/time-grammar.ts';
import type { CatalogueTables, Database } from './database.ts';
import { withDatabase } from './database-errors.ts';
import { selectProducts, toProduct } from './load-products.ts';
import type { StoredProduct } from './product.ts';

/** A parsed search; every condition given must hold. */
export interface ProductQuery {
  readonly collection?: string;
  readonly identifiers?: readonly string[];
  /** Part of the identifier, ignoring case. */
  readonly text?: string;
  /** Longitude/latitude rectangles; the footprint must meet one of them. */
  readonly boxes?: readonly Box[];
  /** The product's closed interval must overlap this one. */
  readonly time?: TimeInterval;
  readonly count: number;
  readonly startIndex: number;
}

export interface ProductPage {
  readonly total: number;
  /** Newest first. */
  readonly products: readonly StoredProduct[];
}

/** Finds products by collection, place, time and name. */
export async function searchProducts(db: Database, query: ProductQuery): Promise<ProductPage> {
  return withDatabase(async () => {
    const matches = (eb: ExpressionBuilder<CatalogueTables, 'product'>) => eb.and(conditions(eb, query));
    const { total } = await db
      .selectFrom('product')
      .select(sql<number>`count(*)`.as('total'))
      .where(matches)
      .executeTakeFirstOrThrow();
    if (query.count === 0 || total <= query.startIndex) return { total, products: [] };
    const rows = await selectProducts(db)
      .where(matches)
      .orderBy('beginTime', 'desc')
      .orderBy('endTime', 'desc')
      .orderBy('product.identifier')
      .limit(query.count)
      .offset(query.startIndex)
      .execute();
    return { total, products: rows.map(toProduct) };
  });
}

function conditions(eb: ExpressionBuilder<CatalogueTables, 'product'>, query: ProductQuery) {
  const all = [];
  if (query.collection !== undefined) all.push(eb('collection', '=', query.collection));
  if (query.identifiers) all.push(eb('product.identifier', '=', sql<string>`any(${[...query.identifiers]})`));
  if (query.text !== undefined) {
    all.push(eb('product.identifier', 'ilike', `%${query.text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`));
  }
  if (query.boxes) all.push(eb.or(query.boxes.map(meets)));
  if (query.time) all.push(during(query.time));
  return all;
}

/** The envelope of a line is a point or a line where the rectangle has no area; as a polygon it would be invalid. */
const meets = ({ minX, minY, maxX, maxY }: Box) =>
  sql<boolean>`st_intersects(footprint, st_envelope(st_makeline(st_setsrid(st_makepoint(${minX}::float8, ${minY}::float8), 4326), st_setsrid(st_makepoint(${maxX}::float8, ${maxY}::float8), 4326))))`;

/** Written as the index has it. */
const during = ({ beginMs, endMs }: TimeInterval) =>
  sql<boolean>`tstzrange(begin_time, end_time, '[]') && tstzrange(${instant(beginMs)}::timestamptz, ${instant(endMs)}::timestamptz, '[]')`;

const instant = (ms: number) => (Number.isFinite(ms) ? new Date(ms) : null);
