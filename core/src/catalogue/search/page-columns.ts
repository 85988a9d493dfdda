import { column } from '../filter/compile-filter.ts';
import { joinSql, rawSql, type Sql, sql } from '../sql.ts';
import type { PageToken } from './page-token.ts';
import { type ProductQuery, sortKeysOf } from './product-query.ts';
import { type DirectedKey, orderBy, turned } from './sort-order.ts';

/**
 * A page as the one row that statements answer: a row for each product, with its place in the order, took database and
 * service a twentieth of a search.
 */
export interface FoundPage {
  /**
   * Of its products in the direction of reading, divided by commas, and of one more where there are others beyond:
   * `productsOfRecords` reads them.
   */
  readonly records: string | null;
  /** When each was registered, a JSON array, where that is a part of the order: no record knows it. */
  readonly registered?: readonly string[] | null;
  /** Of all that match, where that was asked for or all were gathered: then as far as `MOST_GATHERED`. */
  readonly total: number | null;
}

/** Which part of a search's results: those beyond a token, or from an offset on. */
export interface Window {
  readonly token?: PageToken;
  readonly offset?: number;
  /** Products of the page. */
  readonly limit: number;
  /** Whether the statement also counts all that match: it then finds them all, and cannot stop early. */
  readonly counted?: boolean;
}

/** What a page of products is sorted by, in the direction of reading, and how statements speak of it. */
export interface PageColumns {
  readonly keys: readonly DirectedKey[];
  /** Of the table `product`: its id, and the keys by the names that {@link order} knows. */
  readonly selected: Sql;
  /** What to order such rows by. */
  readonly order: Sql;
  /** What a statement selects from the rows of the page, which are in their order. */
  asOneRow(page: Sql): Sql<FoundPage>;
}

export function pageColumns(query: ProductQuery, token: PageToken | undefined): PageColumns {
  const keys = turned(sortKeysOf(query), token?.side ?? 'after');
  const names = new Map(keys.map((key, i) => [key, rawSql(`key_${i}`)]));
  const registered = keys.find(({ property }) => property === 'registeredAt');
  return {
    keys,
    selected: joinSql([
      sql`product.id`,
      ...keys.map((key) => sql`${column(key.property)} as ${names.get(key)!}`),
    ]),
    order: orderBy(keys, (key) => names.get(key)!),
    asOneRow: (page) => sql<FoundPage>`
      select min(total) as total,
        string_agg((select record from product_record where product_id = id), ',') as records
        ${registered ? sql`, json_agg(${names.get(registered)!}::text) as registered` : sql``}
      from (${page}) as page`,
  };
}
