import { column, type Condition, conjunction } from '../filter/compile-filter.ts';
import type { SearchProperty } from '../filter/queryables.ts';
import { PREPARED } from '../prepared-client.ts';
import { joinSql, rawSql, type Sql, sql } from '../sql.ts';
import { gatherStatement } from './gather-statement.ts';
import { type FoundPage, pageColumns, type Window } from './page-columns.ts';
import type { ProductQuery } from './product-query.ts';
import { branchesOf, type BranchStyle, EXACT, ROUGH } from './search-branches.ts';
import { placesOf, type SearchWay } from './search-way.ts';
import { beyond, orderBy } from './sort-order.ts';
import { wantedPlace, type WantedPlace } from './wanted-place.ts';

/** One page of products and one more. */
export const searchStatement = (
  query: ProductQuery,
  window: Window,
  way: SearchWay = 'plan',
): Sql<FoundPage> =>
  way === 'gather' ? gatherStatement(query, window) : orderedStatement(query, window, way === 'walk');

/** One that an index of the order may answer as far as the page goes. */
function orderedStatement(
  query: ProductQuery,
  { token, offset = 0, limit, counted = false }: Window,
  isWalk: boolean,
): Sql<FoundPage> {
  const { keys, selected, order, asOneRow } = pageColumns(query, token);
  const beyondToken = token ? [beyond(keys, token.keys)] : [];
  const wanted = isWalk ? wantedOf(query) : undefined;
  const end = counted
    ? sql``
    : sql`order by ${orderBy(keys, (key) => column(key.property))} limit ${limit + 1 + offset}`;
  const branches = branchesOf(query, isWalk ? walkStyle(wanted) : EXACT).map(
    (conditions) =>
      sql`(select ${selected} from ${wanted ? sql`wanted, ` : sql``}product where ${conjunction([...conditions, ...beyondToken])} ${end})`,
  );
  return sql<FoundPage>`${rawSql(isWalk ? PREPARED : '')} ${wanted ? sql`with wanted as materialized (select ${wanted.columns} from ${wanted.bounds})` : sql``}
    ${asOneRow(sql`select *, ${counted ? sql`count(*) over ()` : sql`null::bigint`} as total
      from (${joinSql(branches, ' union all ')}) as found
      order by ${order} limit ${limit + 1} offset ${offset}`)}`;
}

function wantedOf({ filter }: ProductQuery): WantedPlace | undefined {
  const { place } = placesOf(filter);
  return place && wantedPlace(place);
}

/** A prepared statement names its place once, and hides it from the indexes of places. */
const walkStyle = (wanted: WantedPlace | undefined): BranchStyle => ({
  ...(wanted ? { place: () => wanted.hidden, placeOfLong: () => wanted.hidden } : EXACT),
  ends: (bounds) => bounds,
});

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
