import { parseCondition } from './condition.ts';
import type { Queryable } from './queryable.ts';
import type { SearchFilter } from './search-filter.ts';

/** A filter whose conditions are still texts. */
export interface TextFilter extends Omit<SearchFilter, 'conditions'> {
  readonly where: readonly string[];
}

/** The filter with its conditions read; those that name no known attribute are left out. */
export function resolveFilter(
  { where, ...rest }: TextFilter,
  queryables: readonly Queryable[],
): SearchFilter {
  const conditions = where.map((text) => parseCondition(text, queryables));
  return { ...rest, conditions: conditions.filter((condition) => condition !== undefined) };
}

/** How many conditions it has. */
export const countConditions = ({ maxCloudCover, platform, where }: TextFilter) =>
  Number(maxCloudCover !== undefined) + Number(platform !== undefined) + where.length;
