import { limitExceeded } from '../../errors.ts';
import { type Filter } from './filter.ts';

/** Conditions inside each other. */
export const MAX_DEPTH = 32;
/** Conditions, and values in their lists. */
export const MAX_TERMS = 1000;
/** Characters of a filter's text. */
export const MAX_TEXT = 100_000;

/** @throws LimitExceeded `FilterTooLarge` naming the limit */
export function checkTextLength(text: string): void {
  if (text.length > MAX_TEXT) throw tooLarge(`${text.length} characters: allowed are ${MAX_TEXT}`);
}

/** @throws LimitExceeded `FilterTooLarge` naming the limit */
export function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw tooLarge(`conditions nested more than ${MAX_DEPTH} deep`);
}

/** @throws LimitExceeded `FilterTooLarge` naming the limit */
export function checkFilter(filter: Filter): Filter {
  const terms = countTerms(filter, 0);
  if (terms > MAX_TERMS) throw tooLarge(`${terms} conditions and values: allowed are ${MAX_TERMS}`);
  return filter;
}

function countTerms(filter: Filter, depth: number): number {
  checkDepth(depth);
  if (filter.kind === 'in') return filter.values.length;
  if (filter.kind === 'not') return countTerms(filter.part, depth + 1);
  if (filter.kind !== 'and' && filter.kind !== 'or') return 1;
  return filter.parts.reduce((sum, part) => sum + countTerms(part, depth + 1), 0);
}

const tooLarge = (message: string) =>
  limitExceeded(`the filter is too large: ${message}`, { code: 'FilterTooLarge' });
