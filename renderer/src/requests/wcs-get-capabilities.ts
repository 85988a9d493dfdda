import type { OwsRequest, OwsResponse } from '@pvs/core/ows/ows-request';
import {
  generationOf,
  negotiateWcsVersion,
  type WcsGeneration,
  type WcsVersion,
} from '@pvs/core/ows/wcs-version';
import { capabilities201 } from '../wcs/capabilities-201.ts';
import { readSections, type Section } from '../wcs/capabilities-sections.ts';
import { offeredCoverages, type OfferedCoverage } from '../wcs/find-coverages.ts';
import { capabilities100, readSection100 } from '../wcs/v1/capabilities-100.ts';
import { capabilities110 } from '../wcs/v1/capabilities-110.ts';
import type { WcsDescription } from '../wcs/wcs-description.ts';
import type { RequestContext } from './request-context.ts';
import { readCql } from './selection-params.ts';

/** More would make capabilities slow to read; the newest are listed, or those that `cql` chooses. */
const MAX_PRODUCTS = 200;

const writers: Readonly<
  Record<WcsGeneration, (service: WcsDescription, version: WcsVersion) => OwsResponse>
> = {
  '1.0': capabilities100,
  '1.1': capabilities110,
  '2.0': capabilities201,
};

/** What there is (OGC 09-110r4 §8.2): collections as dataset series, and the newest coverages. */
export const wcsGetCapabilities: OwsRequest<RequestContext> = {
  service: 'WCS',
  request: 'GetCapabilities',
  async handle(kvp, context) {
    const version = negotiateWcsVersion(kvp);
    const generation = generationOf(version);
    const sections =
      generation === '1.0' ? readSection100(kvp.get('section')) : readSections(kvp.get('sections'));
    const filter = readCql(kvp);
    const { stack, follower, publicUrl } = context;
    const answer = writers[generation](
      {
        ...{
          stack,
          sections,
          operationsUrl: `${publicUrl}/ows?`,
          updateSequence: follower.index.updateSequence,
        },
        coverages: listsCoverages(sections) ? await listCoverages(filter, context) : [],
        series: stack.collections.flatMap(({ id, title }) => {
          const extent = follower.index.extent(id);
          return extent ? [{ id, title: title ?? id, extent }] : [];
        }),
      },
      version,
    );
    return { ...answer, headers: { 'cache-control': 'no-cache' } };
  },
};

const listsCoverages = (sections: ReadonlySet<Section>) =>
  sections.has('CoverageSummary') || sections.has('ServiceMetadata') || sections.has('Contents');

async function listCoverages(
  filter: ReturnType<typeof readCql>,
  { stack, catalogue, signal }: RequestContext,
): Promise<OfferedCoverage[]> {
  const collections = stack.collections.map(({ id }) => id);
  const query = { collections, limit: MAX_PRODUCTS, ...(filter ? { filter } : {}) };
  const { products } = await catalogue.search(query, signal);
  return products.flatMap(offeredCoverages);
}
