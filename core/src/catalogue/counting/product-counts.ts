import type { SearchProperty } from '../filter/queryables.ts';
import {
  type CountedQuery,
  countByTime,
  countByValue,
  type CountLimits,
  type StepCount,
  type TimeStep,
  type ValueCounts,
} from '../search/count-products.ts';
import { checkPositions } from '../search/search-limits.ts';
import { searchProducts } from '../search/search-products.ts';
import { beginsOfRows, countRowsByTime, countRowsByValue } from './count-rows.ts';
import type { CountableProducts } from './counted-columns.ts';
import { type CountingContext, findRows } from './find-rows.ts';

/** What is counted of the products of a query, each when it is asked for. */
export interface ProductCounts {
  readonly total: () => Promise<number>;
  /** When the first and the last of them begin; undefined where there is none. */
  readonly begins: () => Promise<{ readonly first: Date; readonly last: Date } | undefined>;
  /** {@link countByTime} */
  readonly byTime: (step: TimeStep) => Promise<readonly StepCount[]>;
  /** {@link countByValue} */
  readonly byValue: (property: SearchProperty) => Promise<ValueCounts>;
}

/**
 * Counts products from memory, once that has everything that was committed before, and what it cannot tell in the
 * database: both have the same answers.
 * @param signal gives it up
 * @throws LimitExceeded `TooManySteps`, `TooManyPositions`, `SearchTooLong`
 */
export async function countProducts(
  context: CountingContext & { readonly limits: CountLimits },
  query: CountedQuery,
  signal?: AbortSignal,
): Promise<ProductCounts> {
  checkPositions(query.filter, context.limits);
  const counted = countInDatabase(context, query, signal);
  const found = await findRows(context, query, signal);
  return found ? countRows(found.from, found.rows, counted, context.limits) : counted;
}

const countRows = (
  from: CountableProducts,
  rows: Uint32Array,
  counted: ProductCounts,
  limits: CountLimits,
): ProductCounts => ({
  total: async () => rows.length,
  begins: async () => beginsOfRows(from, rows),
  byTime: async (step) => countRowsByTime(from, rows, step, limits),
  byValue: async (property) => countRowsByValue(from, rows, property, limits) ?? counted.byValue(property),
});

function countInDatabase(
  { db, limits }: Parameters<typeof countProducts>[0],
  query: CountedQuery,
  signal: AbortSignal | undefined,
): ProductCounts {
  const edge = async (direction: 'asc' | 'desc') => {
    const sort = [{ property: 'beginTime', direction }] as const;
    const { products } = await searchProducts(db, { ...query, sort, limit: 1 }, limits, signal);
    return products[0]?.beginTime;
  };
  return {
    async total() {
      const counting = { ...query, limit: 0, count: 'exact' } as const;
      return (await searchProducts(db, counting, limits, signal)).total?.count ?? 0;
    },
    async begins() {
      const [first, last] = await Promise.all([edge('asc'), edge('desc')]);
      return first && last && { first, last };
    },
    byTime: (step) => countByTime(db, query, step, limits, signal),
    byValue: (property) => countByValue(db, query, property, limits, signal),
  };
}
