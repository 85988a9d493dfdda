import type { CatalogueFollower } from '../catalogue-follower.ts';
import type { Database } from '../database.ts';
import type { CountedQuery } from '../search/count-products.ts';
import { runTimed } from '../search/run-timed.ts';
import type { SearchLimits } from '../search/search-limits.ts';
import type { CountableProducts } from './counted-columns.ts';
import { clearRows, matchRows } from './match-rows.ts';

/** What counting from memory works with. */
export interface CountingContext {
  readonly db: Database;
  /** Where it knows what products are counted by, most is counted without the database. */
  readonly follower?: Pick<CatalogueFollower, 'catchUp' | 'isCurrent' | 'countable'>;
  readonly limits: Pick<SearchLimits, 'timeoutMs'>;
}

export interface FoundRows {
  readonly from: CountableProducts;
  readonly rows: Uint32Array;
}

/**
 * The rows of a query's products in memory, once that has everything that was committed before.
 * @param signal gives it up
 * @returns undefined where they cannot be told, or the catalogue cannot be followed
 * @throws LimitExceeded `SearchTooLong`
 */
export async function findRows(
  { db, follower, limits }: CountingContext,
  query: CountedQuery,
  signal?: AbortSignal,
): Promise<FoundRows | undefined> {
  await follower?.catchUp();
  const from = follower?.isCurrent() === true ? follower.countable() : undefined;
  const matched = from && matchRows(query, from);
  if (!matched) return undefined;
  const rows = await runTimed(limits.timeoutMs, signal, (options) => clearRows(db, matched, options));
  return rows && { from: matched.from, rows };
}
