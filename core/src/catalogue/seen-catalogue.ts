import type { Database } from './database.ts';
import { withDatabase } from './database-errors.ts';
import type { CatalogueFollower } from './catalogue-follower.ts';
import { findFirst } from './counting/find-first.ts';
import { countProducts, type ProductCounts } from './counting/product-counts.ts';
import { loadProducts } from './load-products.ts';
import type { StoredProduct } from './product.ts';
import { countCoverages } from './search/count-coverages.ts';
import { COUNT_LIMITS, type CountedQuery } from './search/count-products.ts';
import type { ProductPage, ProductQuery } from './search/product-query.ts';
import { SEARCH_LIMITS, type SearchLimits } from './search/search-limits.ts';
import { type FindFirst, searchProducts } from './search/search-products.ts';

/** What a request may find in the database. Handlers of requests have this and no database. */
export interface SeenCatalogue {
  /** {@link searchProducts} */
  search(query: ProductQuery, signal?: AbortSignal): Promise<ProductPage>;
  /** {@link loadProducts} */
  load(identifiers: readonly string[]): Promise<StoredProduct[]>;
  /** {@link countProducts} */
  count(query: CountedQuery, signal?: AbortSignal): Promise<ProductCounts>;
  /** {@link countCoverages} */
  countCoverages(query: ProductQuery, signal?: AbortSignal): Promise<number>;
  /** The same as if there were no other collections than these. */
  only(collections: ReadonlySet<string>): SeenCatalogue;
  /** Identifier of the product that has a coverage of this identifier; of the newest one, where several have. */
  productWithCoverage(coverage: string): Promise<string | undefined>;
}

/** Where a catalogue is. */
export interface CatalogueSource {
  readonly db: Database;
  /** Counts what it knows. */
  readonly follower?: CatalogueFollower;
  readonly limits?: SearchLimits;
}

/** The catalogue as if there were no other collections than these; all of it where none are named. */
export function seenCatalogue(source: CatalogueSource, collections?: ReadonlySet<string>): SeenCatalogue {
  const { db, limits = SEARCH_LIMITS } = source;
  const counting = { ...source, limits: { ...COUNT_LIMITS, ...limits } };
  const findFirstKnown = (...asked: Parameters<FindFirst>) => findFirst(counting, ...asked);
  const seen = <Query extends Pick<ProductQuery, 'collections'>>(query: Query): Query =>
    collections === undefined
      ? query
      : {
          ...query,
          collections: (query.collections ?? [...collections]).filter((id) => collections.has(id)),
        };
  return {
    search: (query, signal) => searchProducts(db, seen(query), limits, signal, findFirstKnown),
    async load(identifiers) {
      const products = await loadProducts(db, identifiers);
      return products.filter(({ collection }) => collections?.has(collection) ?? true);
    },
    count: (query, signal) => countProducts(counting, seen(query), signal),
    countCoverages: (query, signal) => countCoverages(db, seen(query), limits, signal),
    only: (fewer) =>
      seenCatalogue(source, collections ? new Set([...fewer].filter((id) => collections.has(id))) : fewer),
    productWithCoverage: (coverage) => productWithCoverage(db, coverage, collections),
  };
}

async function productWithCoverage(
  db: Database,
  coverage: string,
  collections: ReadonlySet<string> | undefined,
): Promise<string | undefined> {
  // Databases refuse the character.
  if (coverage === '' || coverage.includes('\u0000')) return undefined;
  let query = db
    .selectFrom('coverage')
    .innerJoin('product', 'product.id', 'coverage.productId')
    .select('product.identifier')
    .where('coverage.identifier', '=', coverage.toWellFormed());
  if (collections) query = query.where('product.collection', 'in', ['', ...collections]);
  const newest = query.orderBy('product.beginTime', 'desc').limit(1);
  return (await withDatabase(() => newest.executeTakeFirst()))?.identifier;
}
