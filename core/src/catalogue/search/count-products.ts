import { limitExceeded } from '../../errors.ts';
import type { Database } from '../database.ts';
import type { SearchProperty } from '../filter/queryables.ts';
import { rawSql, sql } from '../sql.ts';
import type { ProductQuery } from './product-query.ts';
import { runTimed } from './run-timed.ts';
import { checkPositions, SEARCH_LIMITS, type SearchLimits } from './search-limits.ts';
import { matchingValues } from './search-statement.ts';

/** Steps of the calendar that products are counted by, in UTC; weeks begin on Monday. */
export const TIME_STEPS = ['hour', 'day', 'week', 'month', 'year'] as const;
export type TimeStep = (typeof TIME_STEPS)[number];

/** Which products are counted. */
export type CountedQuery = Pick<ProductQuery, 'collections' | 'identifiers' | 'text' | 'filter'>;

export interface CountLimits extends SearchLimits {
  /** Most steps that hold a product. */
  readonly maxSteps: number;
  /** Most values of an attribute; of the rest only the number of products is told. */
  readonly maxValues: number;
}

export const COUNT_LIMITS: CountLimits = {
  ...SEARCH_LIMITS,
  maxSteps: 10_000,
  maxValues: 100,
};

export interface StepCount {
  /** When the step begins. */
  readonly begin: Date;
  readonly count: number;
}

/**
 * How many of the products that match begin in each step, in order of time; steps without a product are left out.
 * One statement, which reads an index of begins where place and attributes are not asked for.
 * @param signal gives it up
 * @throws LimitExceeded `TooManySteps`, `SearchTooLong`
 */
export async function countByTime(
  db: Database,
  query: CountedQuery,
  step: TimeStep,
  limits: CountLimits = COUNT_LIMITS,
  signal?: AbortSignal,
): Promise<readonly StepCount[]> {
  checkPositions(query.filter, limits);
  const { timeoutMs, maxSteps } = limits;
  const begin = sql`date_trunc('${rawSql(step)}', value, 'UTC')`;
  const counts = sql<StepCount>`
    select ${begin} as begin, count(*) as count from (${matchingValues({ ...query, limit: 0 }, 'beginTime')}) as found
    group by 1 order by 1 limit ${maxSteps + 1}`;
  const { rows } = await runTimed(timeoutMs, signal, (options) => counts.execute(db, options));
  if (rows.length <= maxSteps) return rows;
  throw tooManySteps(step, maxSteps);
}

export const tooManySteps = (step: TimeStep, maxSteps: number) =>
  limitExceeded(
    `the products lie in more than ${maxSteps} steps of one ${step}: take a longer step or a shorter time`,
    { code: 'TooManySteps', detail: { allowed: maxSteps } },
  );

export interface ValueCounts {
  /** The most frequent first. */
  readonly values: readonly { readonly value: string; readonly count: number }[];
  /** How many products have another value than these. */
  readonly others: number;
}

/** How many of the products that match have each value of a property; those that have none are not counted. */
export async function countByValue(
  db: Database,
  query: CountedQuery,
  property: SearchProperty,
  limits: CountLimits = COUNT_LIMITS,
  signal?: AbortSignal,
): Promise<ValueCounts> {
  checkPositions(query.filter, limits);
  const { timeoutMs, maxValues } = limits;
  const counts = sql<{ value: string; count: number; total: number }>`
    select value::text as value, count(*) as count, sum(count(*)) over ()::float8 as total
    from (${matchingValues({ ...query, limit: 0 }, property)}) as found
    where value is not null group by value order by 2 desc, value::text collate "C" limit ${maxValues}`;
  const { rows } = await runTimed(timeoutMs, signal, (options) => counts.execute(db, options));
  const shown = rows.reduce((sum, { count }) => sum + count, 0);
  return {
    values: rows.map(({ value, count }) => ({ value, count })),
    others: (rows[0]?.total ?? 0) - shown,
  };
}
