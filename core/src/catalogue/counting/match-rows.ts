import { type Condition, compileFilter, conjunction } from '../filter/compile-filter.ts';
import { conjunctsOf } from '../filter/filter.ts';
import { sql } from '../sql.ts';
import type { Database } from '../database.ts';
import type { CountedQuery } from '../search/count-products.ts';
import type { CancelOptions } from '../search/run-timed.ts';
import { isMet, type Place } from '../search/search-way.ts';
import type { CountableProducts } from './counted-columns.ts';
import { rowCondition } from './row-condition.ts';
import { rowPlace } from './row-place.ts';

/** Beyond, the database finds them all as fast as it looks at those that are unclear. */
const MOST_UNCLEAR = 2000;

/** The rows of a query's products, as far as columns tell. */
export interface MatchedRows {
  readonly from: CountableProducts;
  readonly rows: Uint32Array;
  /** They are those of the query if their footprints meet all of `places`. */
  readonly unclear: readonly number[];
  readonly places: readonly Place[];
}

/** Undefined where the columns cannot tell: of identifiers, other attributes, relations to places, or too much of a place. */
export function matchRows(query: CountedQuery, from: CountableProducts): MatchedRows | undefined {
  const { identifiers, text, filter } = query;
  if (identifiers !== undefined || text !== undefined) return undefined;
  const parts = filter ? conjunctsOf(filter) : [];
  const places = parts.filter(isMet);
  const others = parts.filter((part) => !isMet(part));
  const conditions = others.flatMap((part) => rowCondition(part, from) ?? []);
  if (conditions.length < others.length) return undefined;
  let rows = rowsOf(query, from);
  for (const condition of conditions) rows = keep(rows, (row) => condition(row) === true);
  const met = placed(rows, places, from);
  return met && { from, places, ...met };
}

/** The rows that meet all places, and those that may; undefined where the latter are many. */
function placed(rows: Uint32Array, places: readonly Place[], from: CountableProducts) {
  const each = places.map(({ geometry }) => rowPlace(geometry, from));
  const unclear: number[] = [];
  const met = keep(rows, (row) => {
    let isMet = true;
    for (const place of each) {
      const lies = place(row);
      if (lies === 'missed') return false;
      isMet &&= lies === 'met';
    }
    if (!isMet) unclear.push(row);
    return isMet;
  });
  return unclear.length > MOST_UNCLEAR ? undefined : { rows: met, unclear };
}

function rowsOf({ collections }: CountedQuery, { products }: CountableProducts): Uint32Array {
  const ids = new Set(collections?.map((id) => products.collections.find(id)));
  const isWanted = (row: number) => ids.has(products.collectionId(row));
  const rows = new Uint32Array(products.end);
  let count = 0;
  for (let row = 0; row < products.end; row += 1)
    if (products.has(row) && (collections === undefined || isWanted(row))) rows[count++] = row;
  return rows.subarray(0, count);
}

/** As `filter` does, whose arrays of numbers take ten times as long. */
function keep(rows: Uint32Array, isKept: (row: number) => boolean): Uint32Array {
  const kept = new Uint32Array(rows.length);
  let count = 0;
  for (const row of rows) if (isKept(row)) kept[count++] = row;
  return kept.subarray(0, count);
}

function joined(a: Uint32Array, b: readonly number[]): Uint32Array {
  const all = new Uint32Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

/**
 * All rows of the query, with the footprints of the unclear ones looked at.
 * @returns undefined where one of those has changed meanwhile
 */
export async function clearRows(
  db: Database,
  { from, rows, unclear, places }: MatchedRows,
  options: CancelOptions,
): Promise<Uint32Array | undefined> {
  if (unclear.length === 0) return rows;
  const named = new Map(unclear.map((row) => [from.products.identifierAt(row), row]));
  const found = await meetingStatement([...named.keys()], places).execute(db, options);
  const meeting = found.rows.flatMap(({ identifier, revision, meets }) => {
    const row = named.get(identifier);
    return row !== undefined && from.products.revisionAt(row) === revision ? [{ row, meets }] : [];
  });
  if (meeting.length < unclear.length) return undefined;
  const met = meeting.filter(({ meets }) => meets === true).map(({ row }) => row);
  return joined(rows, met);
}

const meetingStatement = (identifiers: readonly string[], places: readonly Place[]) => {
  const meets: Condition = conjunction(places.map((place) => compileFilter(place)));
  return sql<{ identifier: string; revision: number; meets: boolean | null }>`
    select identifier, revision, ${meets} as meets from product where identifier = any(${identifiers}::text[])`;
};
