import { column, type Condition, conjunction, disjunction, sqlTypeOf } from '../filter/compile-filter.ts';
import { isNullable } from '../filter/queryables.ts';
import { joinSql, rawSql, type Sql, sql } from '../sql.ts';
import type { KeyValue, PageToken } from './page-token.ts';
import type { SortKey } from './product-query.ts';

/** The order for the direction a page is read in: `before` a product, everything is turned round. */
export function turned(keys: readonly SortKey[], side: PageToken['side']): readonly DirectedKey[] {
  return keys.map(({ property, direction }) => ({
    property,
    ascending: (direction === 'asc') === (side === 'after'),
    absent: !isNullable(property) ? 'never' : side === 'after' ? 'last' : 'first',
  }));
}

/** A sort key with its direction of reading, and where products without it stand. */
export interface DirectedKey {
  readonly property: SortKey['property'];
  readonly ascending: boolean;
  readonly absent: 'never' | 'first' | 'last';
}

/** `order by` as the indexes have it: where a column cannot be null, saying where nulls go would hide its index. */
export function orderBy(keys: readonly DirectedKey[], name: (key: DirectedKey) => Sql) {
  const parts = keys.map((key) => {
    const nulls = rawSql(key.absent === 'never' ? '' : ` nulls ${key.absent}`);
    return sql`${name(key)} ${rawSql(key.ascending ? 'asc' : 'desc')}${nulls}`;
  });
  return joinSql(parts);
}

/**
 * Products beyond a place in the order. The keys that lead it and go in one direction bound it as one row, where an
 * index can begin; what of equal leading keys comes before the place is left out by a condition of its own, so that
 * the planner does not count the bound twice.
 */
export function beyond(keys: readonly DirectedKey[], values: readonly KeyValue[]): Condition {
  const first = keys[0];
  const end = keys.findIndex((key) => key.absent !== 'never' || key.ascending !== first?.ascending);
  const leading = keys.slice(0, end < 0 ? keys.length : end);
  if (leading.length === 0) return after(keys, values);
  const columns = sql`(${joinSql(leading.map((key) => column(key.property)))})`;
  const bounds = sql`(${joinSql(leading.map((key, i) => value(key, values[i] ?? null)))})`;
  const sign = rawSql(first!.ascending ? '>' : '<');
  if (leading.length === keys.length) return sql`${columns} ${sign} ${bounds}`;
  const rest = after(keys.slice(leading.length), values.slice(leading.length));
  return conjunction([sql`${columns} ${sign}= ${bounds}`, disjunction([sql`${columns} <> ${bounds}`, rest])]);
}

/** Lexicographically after the values. */
function after(keys: readonly DirectedKey[], [bound = null, ...bounds]: readonly KeyValue[]): Condition {
  const [key, ...rest] = keys;
  if (!key) return sql`false`;
  const here = isAfter(key, bound);
  if (rest.length === 0) return here;
  const same: Condition =
    bound === null
      ? sql`${column(key.property)} is null`
      : sql`${column(key.property)} = ${value(key, bound)}`;
  return disjunction([here, conjunction([same, after(rest, bounds)])]);
}

function isAfter(key: DirectedKey, bound: KeyValue): Condition {
  const name = column(key.property);
  if (bound === null) return key.absent === 'first' ? sql`${name} is not null` : sql`false`;
  const compared: Condition = sql`${name} ${rawSql(key.ascending ? '>' : '<')} ${value(key, bound)}`;
  return key.absent === 'last' ? disjunction([compared, sql`${name} is null`]) : compared;
}

const value = (key: DirectedKey, bound: KeyValue) => sql`${bound}::${rawSql(sqlTypeOf(key.property))}`;
