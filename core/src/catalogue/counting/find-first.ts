import { type ProductQuery, type SortKey, sortKeysOf } from '../search/product-query.ts';
import { type CountingContext, type FoundRows, findRows } from './find-rows.ts';
import { type NumberReader, numberReader } from './row-values.ts';

/** More are found as fast in the table. */
const MOST_FIRST = 2000;

export interface FirstProducts {
  /** At least as many as were asked for, where there are so many: all that may be among them. */
  readonly identifiers: readonly string[];
  /** How many products match. */
  readonly total: number;
}

/**
 * Which products are the first of a search's order, found in memory: the database would have to read all that match,
 * as long as that is not the order of an index.
 * @returns undefined where memory does not tell what matches, or in which order
 */
export async function findFirst(
  context: CountingContext,
  query: ProductQuery,
  limit: number,
  signal?: AbortSignal,
): Promise<FirstProducts | undefined> {
  const from = context.follower?.countable();
  if (!from || !ordersOf(sortKeysOf(query), from)) return undefined;
  const found = await findRows(context, query, signal);
  const orders = found && ordersOf(sortKeysOf(query), found.from);
  if (!found || !orders) return undefined;
  const first = firstInOrder(found.rows, orders, limit);
  if (first.length > MOST_FIRST) return undefined;
  const identifiers = first.map((row) => found.from.products.identifierAt(row));
  return { identifiers, total: found.rows.length };
}

/** Numbers that stand for the places of rows, of each key but the identifier, which only parts those that are equal. */
function ordersOf(keys: readonly SortKey[], from: FoundRows['from']): readonly NumberReader[] | undefined {
  const numbered = keys.at(-1)?.property === 'identifier' ? keys.slice(0, -1) : keys;
  const orders = numbered.flatMap(({ property, direction }) => {
    const read = numberReader(property, from);
    return read ? [(row: number) => rankOf(read(row), direction)] : [];
  });
  return orders.length > 0 && orders.length === numbered.length ? orders : undefined;
}

/** What lacks an attribute comes last, as in the database. */
const rankOf = (value: number, direction: SortKey['direction']): number =>
  Number.isNaN(value) ? Infinity : direction === 'asc' ? value : -value;

/** The first so many rows by these orders, one after the other, and those that are equal to the last of them. */
export function firstInOrder(
  rows: ArrayLike<number>,
  [order, ...others]: readonly NumberReader[],
  limit: number,
): readonly number[] {
  if (!order || rows.length <= limit) return Array.from(rows);
  const ranks = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) ranks[i] = order(rows[i]!);
  const last = ranks.toSorted()[limit - 1]!;
  const [before, equal]: [number[], number[]] = [[], []];
  for (let i = 0; i < rows.length; i += 1) {
    const rank = ranks[i]!;
    if (rank < last) before.push(rows[i]!);
    else if (rank === last) equal.push(rows[i]!);
  }
  return before.concat(firstInOrder(equal, others, limit - before.length));
}
