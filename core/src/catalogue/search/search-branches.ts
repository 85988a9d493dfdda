import { compileFilter, type Condition, conjunction, roughPlace } from '../filter/compile-filter.ts';
import { conjunctsOf, type Filter } from '../filter/filter.ts';
import { escapeLike } from '../filter/filter-terms.ts';
import { sql } from '../sql.ts';
import type { ProductQuery } from './product-query.ts';

/** Products that last longer have an index of their own (migration 002 spells it out). */
const LONG_MS = 86_400_000;

type CompiledPlace = Parameters<typeof compileFilter>[1];

/** How the conditions of a search are put for an index. */
export interface BranchStyle {
  readonly place: CompiledPlace;
  /** In the branch of those that last long, which are few. */
  readonly placeOfLong: CompiledPlace;
  /** The bounds of the end of what begins at most a day before the latest of them. */
  readonly ends: (bounds: readonly Condition[], latest: Date) => readonly Condition[];
}

export const EXACT: BranchStyle = {
  place: undefined,
  placeOfLong: undefined,
  // As it is, the planner would take the bound for independent of that of the begin, and expect far too few.
  ends: (bounds, latest) => [
    sql`case when product.begin_time > ${latest}::timestamptz then true else ${conjunction(bounds)} end`,
  ],
};

export const ROUGH: BranchStyle = { place: roughPlace, placeOfLong: roughPlace, ends: () => [] };

/**
 * The conditions of the search, once or, where it asks for products that end after some time, in two parts: those
 * that begin at most a day before, which an index by begin finds, and the long ones that began earlier. No product
 * is in both.
 */
export function branchesOf(
  query: ProductQuery,
  style: BranchStyle = EXACT,
): readonly (readonly Condition[])[] {
  const filters = query.filter ? conjunctsOf(query.filter) : [];
  const bounds = filters.filter(isEndBound);
  const others = filters.filter((filter) => !isEndBound(filter));
  const rest = (place: CompiledPlace) => [
    ...ownConditions(query),
    ...others.map((filter) => compileFilter(filter, place)),
  ];
  const earliest = earliestShort(bounds);
  if (!earliest) return [rest(style.place)];
  const begin = sql`${earliest.begin}::timestamptz`;
  const ended = bounds.map((bound) => compileFilter(bound));
  return [
    [
      ...rest(style.place),
      sql`product.begin_time >= ${begin}`,
      ...style.ends(ended, new Date(earliest.latestMs)),
    ],
    [
      ...rest(style.placeOfLong),
      sql`product.begin_time < ${begin}`,
      sql`product.end_time - product.begin_time > interval '1 day'`,
      ...ended,
    ],
  ];
}

/** Between which times the products of the first branch begin; undefined where that is open. */
export function beginsOf({ filter }: Pick<ProductQuery, 'filter'>): {
  readonly from?: Date;
  readonly to?: Date;
} {
  const filters = filter ? conjunctsOf(filter) : [];
  const begins = filters.filter(isBeginBound);
  const timesOf = (...signs: readonly string[]) =>
    begins.filter(({ comparison }) => signs.includes(comparison)).map(({ value }) => value.getTime());
  const short = earliestShort(filters.filter(isEndBound));
  const from = Math.max(...timesOf('>', '>=', '='), ...(short ? [short.begin.getTime()] : []));
  const to = Math.min(...timesOf('<', '<=', '='));
  return {
    ...(Number.isFinite(from) ? { from: new Date(from) } : {}),
    ...(Number.isFinite(to) ? { to: new Date(to) } : {}),
  };
}

function earliestShort(bounds: readonly TimeBound[]) {
  if (bounds.length === 0) return undefined;
  const latestMs = Math.max(...bounds.map(({ value }) => value.getTime()));
  return { latestMs, begin: new Date(latestMs - LONG_MS) };
}

type TimeBound = Extract<Filter, { kind: 'compare' }> & { readonly value: Date };

const isTimeBound = (filter: Filter, property: string): filter is TimeBound =>
  filter.kind === 'compare' && filter.property === property && filter.value instanceof Date;

const isEndBound = (filter: Filter): filter is TimeBound =>
  isTimeBound(filter, 'endTime') && (filter.comparison === '>=' || filter.comparison === '>');

const isBeginBound = (filter: Filter): filter is TimeBound => isTimeBound(filter, 'beginTime');

function ownConditions({ collections, identifiers, text }: ProductQuery): Condition[] {
  const conditions: Condition[] = [];
  if (collections?.length === 1) conditions.push(sql`product.collection = ${collections[0]}`);
  else if (collections) conditions.push(sql`product.collection = any(${collections}::text[])`);
  if (identifiers) conditions.push(sql`product.identifier = any(${identifiers}::text[])`);
  if (text !== undefined) conditions.push(sql`product.identifier ilike ${`%${escapeLike(text)}%`}`);
  return conditions;
}
