import { type Condition, conjunction } from '../filter/compile-filter.ts';
import { PREPARED } from '../prepared-client.ts';
import { joinSql, rawSql, type Sql, sql } from '../sql.ts';
import { hoistValues } from './hoist-values.ts';
import { type FoundPage, pageColumns, type Window } from './page-columns.ts';
import type { ProductQuery } from './product-query.ts';
import { beginsOf, branchesOf, type BranchStyle } from './search-branches.ts';
import { placesOf } from './search-way.ts';
import { beyond } from './sort-order.ts';
import { wantedPlace, type WantedPlace } from './wanted-place.ts';

/** How many products are gathered at most; a search that finds more is planned. */
export const MOST_GATHERED = 4000;

/**
 * A page of all that a place holds, which a search must have (`placesOf`), read from the index of slots (migration
 * 010) part by part: a part is the place in the slot of one collection in one quarter. What is there is sorted and
 * counted; products that last longer than a day and began earlier are added from their own index.
 */
export function gatherStatement(query: ProductQuery, { token, offset = 0, limit }: Window): Sql<FoundPage> {
  const { keys, selected, order, asOneRow } = pageColumns(query, token);
  const wanted = wantedPlace(placesOf(query.filter).place!);
  const beyondToken = token ? [beyond(keys, token.keys)] : [];
  const [short = [], ...long] = branchesOf(query, styleOf(wanted));
  // Hidden from other indexes, which would be read beside that of the slots.
  const unseen = [...short, ...beyondToken].map((condition) => sql`(${condition}) is true`);
  const found = [
    branch('part, wanted', selected, [wanted.indexed, ...unseen, wanted.met]),
    ...long.map((conditions) => branch('wanted', selected, [...conditions, ...beyondToken])),
  ];
  const { columns, statement } = hoistValues(
    sql`select * from (${joinSql(found, ' union all ')} limit ${rawSql(String(MOST_GATHERED + 1))}) as found`,
    'wanted',
  );
  return sql<FoundPage>`${rawSql(PREPARED)} with recursive
    wanted as materialized (select ${columns} ${wanted.columns}, ${quartersOf(query)},
      ${limit + 1}::bigint as most, ${offset}::bigint as skipped from ${wanted.bounds}),
    ${partsOf(query)}
    part as materialized (select ${wanted.parts} from wanted, (
      select slot_of(name, number) as slot from quarter, named where name is not null) as slots)
    ${asOneRow(sql`select *, count(*) over () as total from (${statement}) as found
      order by ${order} limit (select most from wanted) offset (select skipped from wanted)`)}`;
}

/** Planned by itself, so that its index is read for each row of `from`, whatever the planner expects. */
const branch = (from: string, selected: Sql, conditions: readonly Condition[]) =>
  sql`(select found.* from ${rawSql(from)} cross join lateral
    (select ${selected} from product where ${conjunction(conditions)} offset 0) as found)`;

const styleOf = ({ hidden }: WantedPlace): BranchStyle => ({
  place: () => sql`true`,
  placeOfLong: () => hidden,
  ends: (bounds) => bounds,
});

/** The quarters in which products begin that the search asks for, as far as there are any products. */
function quartersOf(query: ProductQuery): Sql {
  const { from, to } = beginsOf(query);
  return sql`${collectionsOf(query)}
    greatest(quarter_of(${from ?? null}::timestamptz), coalesce(quarter_of((select min(begin_time) from product)), 0)) as first_quarter,
    least(quarter_of(${to ?? null}::timestamptz), coalesce(quarter_of((select max(begin_time) from product)), 0)) as last_quarter`;
}

const collectionsOf = ({ collections }: ProductQuery): Sql =>
  collections ? sql`${collections}::text[] as collections,` : sql``;

/** Quarters by recursion, of which the planner always expects the same number; collections asked for, or all there are. */
const partsOf = ({ collections }: ProductQuery): Sql => sql`
    quarter (number) as (
      select first_quarter from wanted
      union all select number + 1 from quarter, wanted where number < last_quarter),
    named (name) as (${
      collections
        ? sql`select distinct unnest(collections) from wanted`
        : sql`(select min(collection) from product)
      union all select (select min(collection) from product where collection > name) from named where name is not null`
    }),`;
