import type { Coverage, StoredProduct } from '@pvs/core/catalogue/product';
import { notFound } from '@pvs/core/errors';
import type { RendererContext } from '../renderer-context.ts';
import { coverageId, coverageName, productsOfName } from '@pvs/core/ows/coverage-id';
import { isOffered } from './grid-crs.ts';
import { identifierOf } from '@pvs/core/ows/nc-name';

/** A coverage as it is offered by WCS. */
export interface OfferedCoverage {
  /** CoverageId of WCS 2.0. */
  readonly id: string;
  readonly product: StoredProduct;
  readonly coverage: Coverage;
}

/** What a product offers: coverages on grids whose CRS has a code. */
export const offeredCoverages = (product: StoredProduct): OfferedCoverage[] =>
  product.coverages
    .filter(({ grid }) => isOffered(grid))
    .map((coverage) => ({ id: coverageId(product, coverage), product, coverage }));

/** More would make a description of many megabytes. */
const MAX_IDS = 200;

/**
 * The coverages of these CoverageIds, in their order.
 * @throws NotFound `NoSuchCoverage`, naming all that there are not
 */
export async function findCoverages(
  ids: readonly string[],
  context: RendererContext,
): Promise<OfferedCoverage[]> {
  const found = await Promise.all(ids.slice(0, MAX_IDS + 1).map((id) => findCoverage(id, context)));
  const missing = ids.filter((_, i) => !found[i]);
  if (ids.length <= MAX_IDS && missing.length === 0) return found as OfferedCoverage[];
  const shown = missing.slice(0, 20).map((id) => `'${id.slice(0, 200)}'`);
  const what =
    ids.length > MAX_IDS
      ? `${ids.length} coverages are asked for: allowed are up to ${MAX_IDS}`
      : `there is no coverage ${shown.join(', ')}: those of a collection or a product are told by DescribeEOCoverageSet, the newest by GetCapabilities`;
  throw notFound(what, { code: 'NoSuchCoverage', detail: { locator: 'coverageid' } });
}

/** The coverage of a CoverageId, or undefined. */
export async function findCoverage(
  id: string,
  context: RendererContext,
): Promise<OfferedCoverage | undefined> {
  const name = identifierOf(id);
  for (const identifier of productsOfName(name)) {
    const ref = context.follower.index.product(identifier);
    if (!ref) continue;
    const [product] = await context.products.load([ref]);
    const found = offeredCoverages(product!).find(
      ({ coverage }) => coverageName(product!, coverage) === name,
    );
    if (found) return found;
  }
  return undefined;
}
