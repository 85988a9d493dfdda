import type { StackConfig } from '../../config/stack.ts';
import { limitExceeded } from '../../errors.ts';
import type { Filter } from '../filter/filter.ts';

export interface SearchLimits {
  /** How long a statement may take. */
  readonly timeoutMs: number;
  /** How far matches are counted when not asked to count exactly; beyond, the planner's estimate is given. */
  readonly countUpTo: number;
  /** Greatest offset; further pages are reached by tokens. */
  readonly maxOffset: number;
  /** Positions of all places of a search. */
  readonly maxPositions: number;
}

export const SEARCH_LIMITS: SearchLimits = {
  timeoutMs: 10_000,
  countUpTo: 1000,
  maxOffset: 10_000,
  maxPositions: 5000,
};

/** What the stack's YAML says. */
export const searchLimits = ({ limits }: Pick<StackConfig, 'limits'>): SearchLimits => ({
  ...SEARCH_LIMITS,
  timeoutMs: limits.searchTimeS * 1000,
  maxPositions: limits.searchPositions,
});

/** @throws LimitExceeded `TooManyPositions` naming the limit */
export function checkPositions(filter: Filter | undefined, { maxPositions }: SearchLimits): void {
  const given = filter ? countPositions(filter) : 0;
  if (given <= maxPositions) return;
  throw limitExceeded(`the places of the search have ${given} positions: allowed are ${maxPositions}`, {
    code: 'TooManyPositions',
    detail: { given, allowed: maxPositions },
  });
}

function countPositions(filter: Filter): number {
  if (filter.kind === 'spatial') return (filter.geometry.coordinates as unknown[]).flat(3).length / 2;
  if (filter.kind === 'not') return countPositions(filter.part);
  if (filter.kind !== 'and' && filter.kind !== 'or') return 0;
  return filter.parts.reduce((sum, part) => sum + countPositions(part), 0);
}
