import { allOf, anyOf, type Filter } from '@pvs/core/catalogue/filter/filter';
import type { ProductQuery } from '@pvs/core/catalogue/search/product-query';
import { notFound } from '@pvs/core/errors';
import type { RequestContext } from '../requests/request-context.ts';
import type { CoverageSetParams } from './coverage-set-params.ts';
import { findCoverage, offeredCoverages, type OfferedCoverage } from './find-coverages.ts';
import { identifierOf, ncNameOf } from '@pvs/core/ows/nc-name';

/** What eoIds name. */
export interface NamedSets {
  readonly collections: readonly string[];
  /** Identifiers. */
  readonly products: readonly string[];
  /** Single coverages that are part of none of the others. */
  readonly coverages: readonly OfferedCoverage[];
}

export interface CoverageSet {
  readonly named: NamedSets;
  readonly matched: number;
  readonly coverages: readonly OfferedCoverage[];
}

/**
 * The coverages of dataset series (collections and products) and single ones, the newest first, as far as `count`.
 * @throws NotFound `NoSuchDatasetSeriesOrCoverage`
 */
export async function findCoverageSet(
  { eoIds, filter, count, startIndex }: CoverageSetParams,
  context: RequestContext,
): Promise<CoverageSet> {
  const named = await readNames(eoIds, context);
  const single = await matching(named.coverages, filter, context);
  const members = membersOf(named);
  const shown = single.slice(startIndex, startIndex + count);
  if (!members) return { named, matched: single.length, coverages: shown };
  const { catalogue, signal } = context;
  const query = { filter: filter ? allOf(members, filter) : members, limit: 0 };
  const matched = single.length + (await catalogue.countCoverages(query, signal));
  const skipped = Math.max(0, startIndex - single.length);
  const found = await coveragesOf(query, { skipped, count: count - shown.length }, context);
  return { named, matched, coverages: [...shown, ...found] };
}

/** Products that are looked at in one go. */
const PAGE = 200;

/** Coverages of products, without the first ones; a product has several. */
async function coveragesOf(
  query: ProductQuery,
  { skipped, count }: { readonly skipped: number; readonly count: number },
  { catalogue, signal }: RequestContext,
): Promise<OfferedCoverage[]> {
  const found: OfferedCoverage[] = [];
  let page: ProductQuery['page'];
  let passed = 0;
  while (found.length < count) {
    const limit = Math.min(PAGE, Math.max(1, count));
    const { products, next } = await catalogue.search({ ...query, limit, ...(page ? { page } : {}) }, signal);
    for (const one of products.flatMap(offeredCoverages)) {
      if (passed++ >= skipped && found.length < count) found.push(one);
    }
    if (next === undefined) break;
    page = { token: next };
  }
  return found;
}

async function readNames(eoIds: readonly string[], context: RequestContext): Promise<NamedSets> {
  const { stack, follower } = context;
  const ids = [...new Set(eoIds.map(identifierOf))];
  const isCollection = (id: string) => stack.collections.some((collection) => collection.id === id);
  const collections = ids.filter(isCollection);
  const products = ids.filter((id) => !isCollection(id) && follower.index.product(id));
  const others = ids.filter((id) => !collections.includes(id) && !products.includes(id));
  const found = await Promise.all(others.map((id) => findCoverage(ncNameOf(id), context)));
  const missing = others.filter((_, i) => !found[i]).slice(0, 20);
  if (missing.length > 0) {
    throw notFound(
      `there is no dataset series or coverage ${missing.map((id) => `'${id.slice(0, 200)}'`).join(', ')}: dataset series are ${stack.collections.map(({ id }) => id).join(', ')} and every product`,
      { code: 'NoSuchDatasetSeriesOrCoverage', detail: { locator: 'eoid' } },
    );
  }
  const coverages = found.filter((one) => one !== undefined);
  const isLone = ({ product }: OfferedCoverage) =>
    !products.includes(product.identifier) && !collections.includes(product.collection);
  return { collections, products, coverages: coverages.filter(isLone) };
}

/** Which products belong to the series that are named. */
function membersOf({ collections, products }: NamedSets): Filter | undefined {
  if (collections.length + products.length === 0) return undefined;
  return anyOf(
    ...(collections.length > 0 ? [{ kind: 'in', property: 'collection', values: collections } as const] : []),
    ...(products.length > 0 ? [{ kind: 'in', property: 'identifier', values: products } as const] : []),
  );
}

/** Those whose products match. */
async function matching(
  coverages: readonly OfferedCoverage[],
  filter: Filter | undefined,
  { catalogue, signal }: RequestContext,
): Promise<readonly OfferedCoverage[]> {
  if (!filter || coverages.length === 0) return coverages;
  const identifiers = [...new Set(coverages.map(({ product }) => product.identifier))];
  const query = { identifiers, filter, limit: identifiers.length };
  const { products } = await catalogue.search(query, signal);
  const found = new Set(products.map(({ identifier }) => identifier));
  return coverages.filter(({ product }) => found.has(product.identifier));
}
