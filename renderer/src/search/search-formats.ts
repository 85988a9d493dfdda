import type { ProductPage, ProductQuery } from '@pvs/core/catalogue/search/product-query';
import type { Kvp } from '@pvs/core/ows/kvp';
import { jsonResults } from './json-results.ts';

/** A form of search results: adding one is a file and a line in the list below. */
export interface SearchFormat {
  /** Path segment that asks for it. */
  readonly name: string;
  readonly mediaType: string;
  write(page: ProductPage, query: ProductQuery, kvp: Kvp, selfUrl: string, stackUrl: string): string;
}

export const searchFormats: readonly SearchFormat[] = [
  {
    name: 'json',
    mediaType: 'application/geo+json',
    write: (...page) => JSON.stringify(jsonResults(...page)),
  },
];
