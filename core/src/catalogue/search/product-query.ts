import { hash } from 'node:crypto';
import type { Filter } from '../filter/filter.ts';
import type { SearchProperty } from '../filter/queryables.ts';
import type { StoredProduct } from '../product.ts';

export interface SortKey {
  readonly property: SearchProperty;
  readonly direction: 'asc' | 'desc';
}

/**
 * A search as every protocol reads it; every condition given must hold. What a parameter asks about place, time and
 * attributes is part of `filter`.
 */
export interface ProductQuery {
  /** Any of these; all where absent. */
  readonly collections?: readonly string[];
  /** Any of these. */
  readonly identifiers?: readonly string[];
  /** Part of the identifier, ignoring case. */
  readonly text?: string;
  readonly filter?: Filter;
  /** Newest first unless given. */
  readonly sort?: readonly SortKey[];
  /** Products of a page; 0 where only their number is wanted. */
  readonly limit: number;
  /** Which page: a token of {@link ProductPage}, the products after so many, or the first. */
  readonly page?: { readonly token: string } | { readonly offset: number };
  /**
   * Whether the number of all products is wanted: exactly, or exactly as far as {@link SearchLimits.countUpTo} and
   * estimated beyond.
   */
  readonly count?: 'exact' | 'bounded';
}

export interface ProductPage {
  readonly products: readonly StoredProduct[];
  /** How many the search finds, where that was asked for. */
  readonly total?: { readonly count: number; readonly isExact: boolean };
  /** How many come before this page; what was registered meanwhile is not counted. */
  readonly startIndex: number;
  /** Tokens of the neighbouring pages, where there are any. */
  readonly next?: string;
  readonly previous?: string;
}

/** Newest first: the order in which products lie over each other. */
export const NEWEST_FIRST: readonly SortKey[] = [
  { property: 'beginTime', direction: 'desc' },
  { property: 'endTime', direction: 'desc' },
  { property: 'identifier', direction: 'asc' },
];

/**
 * The keys that order a search's results completely: the ones asked for, then the identifier. A sort by begin alone
 * goes on as the index of the newest has it, forwards or backwards.
 */
export function sortKeysOf({ sort = NEWEST_FIRST }: Pick<ProductQuery, 'sort'>): readonly SortKey[] {
  const end = sort.findIndex(({ property }) => property === 'identifier');
  if (end >= 0) return sort.slice(0, end + 1);
  const last = sort.at(-1) ?? NEWEST_FIRST[0]!;
  const { direction } = last;
  const then: SortKey = { property: 'identifier', direction: direction === 'asc' ? 'desc' : 'asc' };
  const isByBegin = sort.length <= 1 && last.property === 'beginTime';
  return isByBegin ? [last, { property: 'endTime', direction }, then] : [...sort, then];
}

const hashes = new WeakMap<ProductQuery, string>();

/** A short hash of everything that decides which products are found in which order. */
export function queryHash(query: ProductQuery): string {
  const known = hashes.get(query) ?? hashOf(query);
  hashes.set(query, known);
  return known;
}

function hashOf(query: ProductQuery): string {
  const { collections, identifiers, text, filter } = query;
  const content = JSON.stringify([collections, identifiers, text, filter, sortKeysOf(query)]);
  return hash('sha256', content, 'base64url').slice(0, 10);
}
