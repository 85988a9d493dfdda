import type { Database } from '../database.ts';
import type { ProductQuery } from './product-query.ts';
import { runTimed } from './run-timed.ts';
import { checkPositions, SEARCH_LIMITS, type SearchLimits } from './search-limits.ts';
import { coverageCountStatement } from './search-statement.ts';

/**
 * How many coverages whose CRS has a code the products of a search have.
 * @param signal gives it up
 * @throws LimitExceeded `SearchTooLong`
 */
export async function countCoverages(
  db: Database,
  query: ProductQuery,
  limits: SearchLimits = SEARCH_LIMITS,
  signal?: AbortSignal,
): Promise<number> {
  checkPositions(query.filter, limits);
  const statement = coverageCountStatement(query);
  const { rows } = await runTimed(limits.timeoutMs, signal, (options) => statement.execute(db, options));
  return rows[0]!.count;
}
