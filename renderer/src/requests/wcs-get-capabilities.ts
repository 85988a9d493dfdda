import { searchProducts } from '@pvs/core/catalogue/search/search-products';
import type { OwsRequest } from '@pvs/core/ows/ows-request';
import { capabilities201 } from '../wcs/capabilities-201.ts';
import { readSections, type Section } from '../wcs/capabilities-sections.ts';
import { offeredCoverages, type OfferedCoverage } from '../wcs/find-coverages.ts';
import { checkAcceptedVersions } from '../wcs/wcs-version.ts';
import type { RequestContext } from './request-context.ts';
import { readCql } from './selection-params.ts';

/** More would make capabilities slow to read; the newest are listed, or those that `cql` chooses. */
const MAX_PRODUCTS = 200;

/** What there is (OGC 09-110r4 §8.2): collections as dataset series, and the newest coverages. */
export const wcsGetCapabilities: OwsRequest<RequestContext> = {
  service: 'WCS',
  request: 'GetCapabilities',
  async handle(kvp, context) {
    checkAcceptedVersions(kvp);
    const sections = readSections(kvp.get('sections'));
    const filter = readCql(kvp);
    const { stack, follower, publicUrl } = context;
    const answer = capabilities201({
      ...{ stack, sections, operationsUrl: `${publicUrl}/ows?`, updateSequence: follower.index.revision },
      coverages: listsCoverages(sections) ? await listCoverages(filter, context) : [],
      series: stack.collections.flatMap(({ id, title }) => {
        const extent = follower.index.extent(id);
        return extent ? [{ id, title: title ?? id, extent }] : [];
      }),
    });
    return { ...answer, headers: { 'cache-control': 'no-cache' } };
  },
};

const listsCoverages = (sections: ReadonlySet<Section>) =>
  sections.has('CoverageSummary') || sections.has('ServiceMetadata');

async function listCoverages(
  filter: ReturnType<typeof readCql>,
  { stack, db, signal }: RequestContext,
): Promise<OfferedCoverage[]> {
  const collections = stack.collections.map(({ id }) => id);
  const query = { collections, limit: MAX_PRODUCTS, ...(filter ? { filter } : {}) };
  const { products } = await searchProducts(db, query, undefined, signal);
  return products.flatMap(offeredCoverages);
}
