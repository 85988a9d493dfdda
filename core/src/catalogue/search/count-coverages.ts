import type { Database } from '../database.ts';
import type { ProductQuery } from './product-query.ts';
import { runTimed } from './run-timed.ts';
import { SEARCH_LIMITS } from './search-products.ts';
import { coverageCountStatement } from './search-statement.ts';

/**
 * How many coverages whose CRS has a code the products of a search have.
 * @param signal gives it up
 * @throws LimitExceeded `SearchTooLong`
 */
export async function countCoverages(
  db: Database,
  query: ProductQuery,
  signal?: AbortSignal,
): Promise<number> {
  const statement = coverageCountStatement(query);
  const { rows } = await runTimed(SEARCH_LIMITS.timeoutMs, signal, (options) =>
    statement.execute(db, options),
  );
  return rows[0]!.count;
}
