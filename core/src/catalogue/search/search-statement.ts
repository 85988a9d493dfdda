import { column, compileFilter, type Condition, conjunction, roughPlace } from '../filter/compile-filter.ts';
import { compare, conjunctsOf, type Filter } from '../filter/filter.ts';
import { escapeLike } from '../filter/filter-terms.ts';
import { propertyKinds, type SearchProperty } from '../filter/queryables.ts';
import { PREPARED } from '../prepared-client.ts';
import { joinSql, rawSql, type Sql, sql } from '../sql.ts';
import type { KeyValue, PageToken } from './page-token.ts';
import { type ProductQuery, sortKeysOf } from './product-query.ts';
import { placesOf, type SearchWay } from './search-way.ts';
import { beyond, type DirectedKey, orderBy, turned } from './sort-order.ts';
import { wantedPlace, type WantedPlace } from './wanted-place.ts';

/** Products that last longer have an index of their own (migration 002 spells it out). */
const LONG_MS = 86_400_000;

/** How many products are gathered at most; a search that finds more is planned. */
export const MOST_GATHERED = 4000;

export interface SearchRow {
  /** Of the product: `productOfRecord` reads it. */
  readonly record: string;
  readonly keys: readonly KeyValue[];
  /** Of all that match, where that was asked for or all were gathered: then as far as {@link MOST_GATHERED}. */
  readonly total?: number;
}

/** Which part of a search's results: those beyond a token, or from an offset on. */
export interface Window {
  readonly token?: PageToken;
  readonly offset?: number;
  readonly limit: number;
  /** Whether the statement also counts all that match: it then finds them all, and cannot stop early. */
  readonly counted?: boolean;
}

/** One page of products with their sort keys, in the direction of reading. */
export function searchStatement(
  query: ProductQuery,
  { token, offset = 0, limit, counted = false }: Window,
  way: SearchWay = 'plan',
): Sql<SearchRow> {
  const keys = turned(sortKeysOf(query), token?.side ?? 'after');
  const beyondToken = token ? [beyond(keys, token.keys)] : [];
  const wanted = way === 'plan' ? undefined : wantedOf(query);
  const findsAll = counted || way === 'gather';
  const end = findsAll
    ? sql``
    : sql`order by ${orderBy(keys, (key) => column(key.property))} limit ${limit + offset}`;
  const branches = branchesOf(query, way === 'plan' ? EXACT : styleOf(way, wanted)).map(
    (conditions) =>
      sql`(select ${selected(keys)} from ${wanted ? sql`wanted, ` : sql``}product where ${conjunction([...conditions, ...beyondToken])} ${end})`,
  );
  const names = new Map(keys.map((key, i) => [key, `key_${i}`]));
  const order = (table: string) => orderBy(keys, (key) => rawSql(`${table}.${names.get(key)}`));
  const texts = [...names].map(([key, name]) => keyText(key, name));
  return sql<SearchRow>`${rawSql(way === 'plan' ? '' : PREPARED)} ${wanted ? wanted.given : sql``}
    select json_build_array(${joinSql(texts)}) as keys, record ${findsAll ? sql`, total` : sql``}
    from (
      select * ${findsAll ? sql`, count(*) over () as total` : sql``}
      from (${joinSql(branches, ' union all ')} ${way === 'gather' ? sql`limit ${MOST_GATHERED + 1}` : sql``}) as found
      order by ${order('found')} limit ${limit} offset ${offset}
    ) as page join product_record on product_id = id
    order by ${order('page')}`;
}

function wantedOf({ filter }: ProductQuery): WantedPlace | undefined {
  const { place } = placesOf(filter);
  return place && wantedPlace(place);
}

/** How many products match, as far as `upTo`. */
export function countStatement(query: ProductQuery, upTo: number | undefined): Sql<{ count: number }> {
  const limit = upTo === undefined ? sql`` : sql`limit ${upTo}`;
  return sql<{
    count: number;
  }>`select count(*) as count from (${allBranches(branchesOf(query))} ${limit}) as found`;
}

/** How many coverages the products that match have, of those whose CRS has a code. */
export function coverageCountStatement(query: ProductQuery): Sql<{ count: number }> {
  const ids = joinSql(
    branchesOf(query).map(
      (conditions) => sql`(select product.id from product where ${conjunction(conditions)})`,
    ),
    ' union all ',
  );
  return sql<{ count: number }>`select count(*) as count from coverage
    where crs like 'EPSG:%' and product_id in (${ids})`;
}

/** A statement that finds about the products of the search, for the planner to estimate: it knows all conditions. */
export function roughStatement(query: ProductQuery): Sql {
  return allBranches(branchesOf(query, ROUGH));
}

/** The values of one column of all products that match. */
export const matchingValues = (query: ProductQuery, property: SearchProperty): Sql =>
  allBranches(branchesOf(query), sql`${column(property)} as value`);

const allBranches = (branches: readonly (readonly Condition[])[], selects: Sql = sql`1`) =>
  joinSql(
    branches.map((conditions) => sql`(select ${selects} from product where ${conjunction(conditions)})`),
    ' union all ',
  );

const selected = (keys: readonly DirectedKey[]) =>
  joinSql([sql`product.id`, ...keys.map((key, i) => sql`${column(key.property)} as ${rawSql(`key_${i}`)}`)]);

/** JSON would write a time with a T and lose nothing, but a double of JSON and PostgreSQL's text are read alike. */
const keyText = ({ property }: DirectedKey, name: string) =>
  propertyKinds[property] === 'time' ? rawSql(`page.${name}::text`) : rawSql(`page.${name}`);

/**
 * The conditions of the search, once or, where it asks for products that end after some time, in two parts: those
 * that begin at most a day before, which an index by begin finds, and the long ones that began earlier. No product
 * is in both.
 */
function branchesOf(query: ProductQuery, style: BranchStyle = EXACT): readonly (readonly Condition[])[] {
  const filters = query.filter ? conjunctsOf(query.filter) : [];
  const bounds = filters.filter(isEndBound);
  const others = filters.filter((filter) => !isEndBound(filter));
  const rest = (place: BranchStyle['place']) => [
    ...ownConditions(query),
    ...others.map((filter) => compileFilter(filter, place)),
  ];
  if (bounds.length === 0) return [style.found(rest(style.place), others)];
  const latest = new Date(Math.max(...bounds.map(({ value }) => value.getTime())));
  const earliest = new Date(latest.getTime() - LONG_MS);
  const begin = sql`${earliest}::timestamptz`;
  const ended = bounds.map((bound) => compileFilter(bound));
  return [
    style.found(
      [...rest(style.place), sql`product.begin_time >= ${begin}`, ...style.ends(ended, latest)],
      [...others, compare('beginTime', '>=', earliest)],
    ),
    [
      ...rest(style.placeOfLong),
      sql`product.begin_time < ${begin}`,
      sql`product.end_time - product.begin_time > interval '1 day'`,
      ...ended,
    ],
  ];
}

type Compiled = Parameters<typeof compileFilter>[1];

interface BranchStyle {
  readonly place: Compiled;
  /** In the branch of those that last long, which are few. */
  readonly placeOfLong: Compiled;
  /** The bounds of the end of what begins at most a day before the latest of them. */
  readonly ends: (bounds: readonly Condition[], latest: Date) => readonly Condition[];
  /** What of the conditions, which the filters say, an index shall find. */
  readonly found: (conditions: readonly Condition[], filters: readonly Filter[]) => readonly Condition[];
}

const asTheyAre = (conditions: readonly Condition[]) => conditions;

const EXACT: BranchStyle = {
  place: undefined,
  placeOfLong: undefined,
  // As it is, the planner would take the bound for independent of that of the begin, and expect far too few.
  ends: (bounds, latest) => [
    sql`case when product.begin_time > ${latest}::timestamptz then true else ${conjunction(bounds)} end`,
  ],
  found: asTheyAre,
};
const ROUGH: BranchStyle = {
  place: roughPlace,
  placeOfLong: roughPlace,
  ends: () => [],
  found: asTheyAre,
};

/** A prepared statement names its place once, and shows it only to the index that is to be used. */
function styleOf(way: 'gather' | 'walk', wanted: WantedPlace | undefined): BranchStyle {
  const style = { ends: (bounds: readonly Condition[]) => bounds, found: asTheyAre };
  if (!wanted) return { ...style, place: undefined, placeOfLong: undefined };
  const hidden = () => wanted.hidden;
  if (way === 'walk') return { ...style, place: hidden, placeOfLong: hidden };
  return { ...style, place: () => sql`true`, placeOfLong: hidden, found: byPlace(wanted) };
}

/** By the index of places alone: others are not shown what they could find, or they would be read beside it. */
const byPlace =
  (wanted: WantedPlace): BranchStyle['found'] =>
  (conditions, filters) => [
    ...quarterBounds(filters),
    ...conditions.map((condition) => sql`(${condition}) is true`),
    wanted.indexed,
  ];

/** Bounds of the quarter that a product begins in, which that index leads with (migration 008). */
function quarterBounds(filters: readonly Filter[]): Condition[] {
  const quarter = (time: Sql) => sql`date_trunc('quarter', ${time} at time zone 'UTC')`;
  return filters.flatMap((filter) => {
    if (filter.kind !== 'compare' || filter.property !== 'beginTime' || filter.comparison === '<>') return [];
    const sign = filter.comparison === '=' ? '=' : `${filter.comparison[0]}=`;
    return [
      sql`${quarter(sql`product.begin_time`)} ${rawSql(sign)} ${quarter(sql`${filter.value}::timestamptz`)}`,
    ];
  });
}

type EndBound = Extract<Filter, { kind: 'compare' }> & { readonly value: Date };

const isEndBound = (filter: Filter): filter is EndBound =>
  filter.kind === 'compare' &&
  filter.property === 'endTime' &&
  (filter.comparison === '>=' || filter.comparison === '>') &&
  filter.value instanceof Date;

function ownConditions({ collections, identifiers, text }: ProductQuery): Condition[] {
  const conditions: Condition[] = [];
  if (collections?.length === 1) conditions.push(sql`product.collection = ${collections[0]}`);
  else if (collections) conditions.push(sql`product.collection = any(${collections}::text[])`);
  if (identifiers) conditions.push(sql`product.identifier = any(${identifiers}::text[])`);
  if (text !== undefined) conditions.push(sql`product.identifier ilike ${`%${escapeLike(text)}%`}`);
  return conditions;
}
