import { type RawBuilder, sql } from 'kysely';
import { column, compileFilter, type Condition, conjunction, roughPlace } from '../filter/compile-filter.ts';
import { conjunctsOf, type Filter } from '../filter/filter.ts';
import { escapeLike } from '../filter/filter-terms.ts';
import { propertyKinds, type SearchProperty } from '../filter/queryables.ts';
import { PREPARED } from '../prepared-client.ts';
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
): RawBuilder<SearchRow> {
  const keys = turned(sortKeysOf(query), token?.side ?? 'after');
  const beyondToken = token ? [beyond(keys, token.keys)] : [];
  const wanted = way === 'plan' ? undefined : wantedOf(query);
  const findsAll = counted || way === 'gather';
  const end = findsAll
    ? sql``
    : sql`order by ${orderBy(keys, (key) => column(key.property))} limit ${sql.val(limit + offset)}`;
  const branches = branchesOf(query, way === 'plan' ? EXACT : styleOf(way, wanted)).map(
    (conditions) =>
      sql`(select ${selected(keys)} from ${wanted ? sql`wanted, ` : sql``}product where ${conjunction([...conditions, ...beyondToken])} ${end})`,
  );
  const names = new Map(keys.map((key, i) => [key, `key_${i}`]));
  const order = (table: string) => orderBy(keys, (key) => sql.ref(`${table}.${names.get(key)}`));
  const texts = [...names].map(([key, name]) => keyText(key, name));
  return sql<SearchRow>`${sql.raw(way === 'plan' ? '' : PREPARED)} ${wanted ? wanted.given : sql``}
    select json_build_array(${sql.join(texts)}) as keys, record ${findsAll ? sql`, total` : sql``}
    from (
      select * ${findsAll ? sql`, count(*) over () as total` : sql``}
      from (${sql.join(branches, sql` union all `)} ${way === 'gather' ? sql`limit ${sql.val(MOST_GATHERED + 1)}` : sql``}) as found
      order by ${order('found')} limit ${sql.val(limit)} offset ${sql.val(offset)}
    ) as page join product_record on product_id = id
    order by ${order('page')}`;
}

function wantedOf({ filter }: ProductQuery): WantedPlace | undefined {
  const { place } = placesOf(filter);
  return place && wantedPlace(place);
}

/** How many products match, as far as `upTo`. */
export function countStatement(query: ProductQuery, upTo: number | undefined): RawBuilder<{ count: number }> {
  const limit = upTo === undefined ? sql`` : sql`limit ${sql.val(upTo)}`;
  return sql<{
    count: number;
  }>`select count(*) as count from (${allBranches(branchesOf(query))} ${limit}) as found`;
}

/** How many coverages the products that match have, of those whose CRS has a code. */
export function coverageCountStatement(query: ProductQuery): RawBuilder<{ count: number }> {
  const ids = sql.join(
    branchesOf(query).map(
      (conditions) => sql`(select product.id from product where ${conjunction(conditions)})`,
    ),
    sql` union all `,
  );
  return sql<{ count: number }>`select count(*) as count from coverage
    where crs like 'EPSG:%' and product_id in (${ids})`;
}

/** A statement that finds about the products of the search, for the planner to estimate: it knows all conditions. */
export function roughStatement(query: ProductQuery): RawBuilder<unknown> {
  return allBranches(branchesOf(query, ROUGH));
}

/** The values of one column of all products that match. */
export const matchingValues = (query: ProductQuery, property: SearchProperty): RawBuilder<unknown> =>
  allBranches(branchesOf(query), sql`${column(property)} as value`);

const allBranches = (branches: readonly (readonly Condition[])[], selects: RawBuilder<unknown> = sql`1`) =>
  sql.join(
    branches.map((conditions) => sql`(select ${selects} from product where ${conjunction(conditions)})`),
    sql` union all `,
  );

const selected = (keys: readonly DirectedKey[]) =>
  sql.join([
    sql`product.id`,
    ...keys.map((key, i) => sql`${column(key.property)} as ${sql.ref(`key_${i}`)}`),
  ]);

/** JSON would write a time with a T and lose nothing, but a double of JSON and PostgreSQL's text are read alike. */
const keyText = ({ property }: DirectedKey, name: string) =>
  propertyKinds[property] === 'time' ? sql`${sql.ref(`page.${name}`)}::text` : sql.ref(`page.${name}`);

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
  if (bounds.length === 0) return [rest(style.place)];
  const latest = new Date(Math.max(...bounds.map(({ value }) => value.getTime())));
  const begin = sql`${sql.val(new Date(latest.getTime() - LONG_MS))}::timestamptz`;
  const ended = bounds.map((bound) => compileFilter(bound));
  return [
    [...rest(style.place), sql`product.begin_time >= ${begin}`, ...style.ends(ended, latest)],
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
}

const EXACT: BranchStyle = {
  place: undefined,
  placeOfLong: undefined,
  // As it is, the planner would take the bound for independent of that of the begin, and expect far too few.
  ends: (bounds, latest) => [
    sql`case when product.begin_time > ${sql.val(latest)}::timestamptz then true else ${conjunction(bounds)} end`,
  ],
};
const ROUGH: BranchStyle = { place: roughPlace, placeOfLong: roughPlace, ends: () => [] };

/** A prepared statement names its place once, and shows it only to the index that is to be used. */
function styleOf(way: 'gather' | 'walk', wanted: WantedPlace | undefined): BranchStyle {
  const ends = (bounds: readonly Condition[]) => bounds;
  if (!wanted) return { place: undefined, placeOfLong: undefined, ends };
  const [indexed, hidden] = [() => wanted.indexed, () => wanted.hidden];
  return { place: way === 'gather' ? indexed : hidden, placeOfLong: hidden, ends };
}

type EndBound = Extract<Filter, { kind: 'compare' }> & { readonly value: Date };

const isEndBound = (filter: Filter): filter is EndBound =>
  filter.kind === 'compare' &&
  filter.property === 'endTime' &&
  (filter.comparison === '>=' || filter.comparison === '>') &&
  filter.value instanceof Date;

function ownConditions({ collections, identifiers, text }: ProductQuery): Condition[] {
  const conditions: Condition[] = [];
  if (collections?.length === 1) conditions.push(sql`product.collection = ${sql.val(collections[0])}`);
  else if (collections) conditions.push(sql`product.collection = any(${sql.val(collections)}::text[])`);
  if (identifiers) conditions.push(sql`product.identifier = any(${sql.val(identifiers)}::text[])`);
  if (text !== undefined) conditions.push(sql`product.identifier ilike ${sql.val(`%${escapeLike(text)}%`)}`);
  return conditions;
}
