import { column } from '../filter/compile-filter.ts';
import { propertyKinds } from '../filter/queryables.ts';
import { joinSql, rawSql, type Sql, sql } from '../sql.ts';
import type { KeyValue, PageToken } from './page-token.ts';
import { type ProductQuery, sortKeysOf } from './product-query.ts';
import { type DirectedKey, orderBy, turned } from './sort-order.ts';

/** A product of a page. */
export interface SearchRow {
  /** Of the product: `productOfRecord` reads it. */
  readonly record: string;
  /** Of its place in the order, a JSON array: `keysOf` reads it, of the products at both ends of a page. */
  readonly keys: string;
  /** Of all that match, where that was asked for or all were gathered: then as far as `MOST_GATHERED`. */
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

/** What a page of products is sorted by, in the direction of reading, and how statements speak of it. */
export interface PageColumns {
  readonly keys: readonly DirectedKey[];
  /** Of the table `product`: its id, and the keys by the names that {@link order} knows. */
  readonly selected: Sql;
  /** What to order such rows by. */
  order(table: string): Sql;
  /** The keys of the row `page` as text of JSON. */
  readonly asJson: Sql;
}

export function pageColumns(query: ProductQuery, token: PageToken | undefined): PageColumns {
  const keys = turned(sortKeysOf(query), token?.side ?? 'after');
  const names = new Map(keys.map((key, i) => [key, `key_${i}`]));
  return {
    keys,
    selected: joinSql([
      sql`product.id`,
      ...keys.map((key) => sql`${column(key.property)} as ${rawSql(names.get(key)!)}`),
    ]),
    order: (table) => orderBy(keys, (key) => rawSql(`${table}.${names.get(key)}`)),
    asJson: sql`json_build_array(${joinSql([...names].map(([key, name]) => keyText(key, name)))})::text`,
  };
}

export const keysOf = ({ keys }: SearchRow) => JSON.parse(keys) as readonly KeyValue[];

/** JSON would write a time with a T and lose nothing, but a double of JSON and PostgreSQL's text are read alike. */
const keyText = ({ property }: DirectedKey, name: string) =>
  propertyKinds[property] === 'time' ? rawSql(`page.${name}::text`) : rawSql(`page.${name}`);
