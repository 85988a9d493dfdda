import type { OwsRequest } from '@pvs/core/ows/ows-request';
import { requireWcsVersion } from '@pvs/core/ows/wcs-version';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';
import { coverageDescription } from '../wcs/coverage-description.ts';
import { findCoverageSet, type NamedSets } from '../wcs/coverage-set.ts';
import { readCoverageSetParams } from '../wcs/coverage-set-params.ts';
import { footprint, timePeriod } from '../wcs/eo-metadata.ts';
import { NAMESPACES } from '../wcs/namespaces.ts';
import { ncNameOf } from '@pvs/core/ows/nc-name';
import type { RequestContext } from './request-context.ts';

/** The coverages of dataset series in a place and time (OGC 10-140r1 §8.4). */
export const wcsDescribeEoCoverageSet: OwsRequest<RequestContext> = {
  service: 'WCS',
  request: 'DescribeEOCoverageSet',
  async handle(kvp, context) {
    requireWcsVersion(kvp);
    const params = readCoverageSetParams(kvp);
    const { named, matched, coverages } = await findCoverageSet(params, context);
    const hasCoverages = params.sections.has('CoverageDescriptions');
    const returned = hasCoverages ? coverages.length : 0;
    const series = params.sections.has('DatasetSeriesDescriptions') && (await describeSeries(named, context));
    const body = xml`<wcseo:EOCoverageSetDescription numberMatched="${matched}" numberReturned="${returned}"${NAMESPACES}>
${returned > 0 && xml`<wcs:CoverageDescriptions>${coverages.map(coverageDescription)}</wcs:CoverageDescriptions>`}
${series && series.length > 0 && xml`<wcseo:DatasetSeriesDescriptions>${series}</wcseo:DatasetSeriesDescriptions>`}
</wcseo:EOCoverageSetDescription>`;
    return {
      mediaType: 'text/xml; charset=utf-8',
      body: `<?xml version="1.0" encoding="UTF-8"?>\n${body.toString()}\n`,
      headers: { 'cache-control': 'no-cache' },
    };
  },
};

/** The collections and products that are named. Identifiers within differ from those of coverages of the same name. */
async function describeSeries(
  { collections, products }: NamedSets,
  { follower, products: cache }: RequestContext,
): Promise<XmlFragment[]> {
  const { index } = follower;
  const ofCollections = collections.flatMap((id) => {
    const extent = index.extent(id);
    if (!extent) return [];
    const { minX, minY, maxX, maxY } = extent.box;
    const corners = [
      [minX, minY],
      [maxX, minY],
      [maxX, maxY],
      [minX, maxY],
      [minX, minY],
    ] as const;
    const shape = { type: 'MultiPolygon', coordinates: [[corners]] } as const;
    return seriesDescription(id, { beginTime: extent.beginMs, endTime: extent.endMs, footprint: shape });
  });
  const found = await cache.load(products.flatMap((id) => index.product(id) ?? []));
  return [...ofCollections, ...found.map((product) => seriesDescription(product.identifier, product))];
}

function seriesDescription(
  identifier: string,
  shown: Parameters<typeof timePeriod>[0] & { readonly footprint: Parameters<typeof footprint>[0] },
): XmlFragment {
  const id = ncNameOf(identifier);
  return xml`<wcseo:DatasetSeriesDescription gml:id="series_${id}"><wcseo:DatasetSeriesId>${id}</wcseo:DatasetSeriesId>${timePeriod(shown, `series_${id}_time`)}${footprint(shown.footprint, `series_${id}_footprint`)}</wcseo:DatasetSeriesDescription>\n`;
}
