import type { StoredProduct } from '@pvs/core/catalogue/product';
import type { ProductPage, ProductQuery } from '@pvs/core/catalogue/search/product-query';
import type { Footprint } from '@pvs/core/geometry/footprint';
import { footprintBoxes } from '@pvs/core/geometry/footprint-boxes';
import type { Kvp } from '@pvs/core/ows/kvp';
import { formatInstant } from '@pvs/core/time/time-grammar';

/** A page of products as GeoJSON; `selfUrl` is the search's address without a query. */
export function jsonResults(
  page: ProductPage,
  query: ProductQuery,
  kvp: Kvp,
  selfUrl: string,
  stackUrl: string,
) {
  const at = (startIndex: number) =>
    `${selfUrl}?${new URLSearchParams([...withStart(kvp, startIndex)]).toString()}`;
  const { startIndex } = page;
  const links = [{ rel: 'self', href: at(startIndex), type: MEDIA_TYPE }];
  if (page.next) links.push({ rel: 'next', href: at(startIndex + page.products.length), type: MEDIA_TYPE });
  if (startIndex > 0 && query.limit > 0) {
    links.push({ rel: 'previous', href: at(Math.max(0, startIndex - query.limit)), type: MEDIA_TYPE });
  }
  return {
    type: 'FeatureCollection',
    totalResults: page.total?.count,
    startIndex,
    itemsPerPage: query.limit,
    links,
    features: page.products.map((product) => feature(product, stackUrl)),
  };
}

const MEDIA_TYPE = 'application/geo+json';

function withStart(kvp: Kvp, startIndex: number): Map<string, string> {
  return new Map([...kvp].map(([name, value]) => [name === 'startindex' ? 'startIndex' : name, value])).set(
    'startIndex',
    String(startIndex),
  );
}

function feature(product: StoredProduct, stackUrl: string) {
  const { identifier, collection, type, beginTime, endTime, attributes, revision, footprint } = product;
  const layer = new URLSearchParams({ service: 'WMS', request: 'GetCapabilities' });
  return {
    type: 'Feature',
    id: identifier,
    bbox: bboxOf(footprint),
    geometry: footprint,
    properties: {
      id: identifier,
      identifier,
      collection,
      type,
      begin_time: formatInstant(beginTime),
      end_time: formatInstant(endTime),
      ...attributes,
      revision,
      links: [
        {
          rel: 'service',
          type: 'application/xml',
          title: `WMS layer ${identifier}`,
          href: `${stackUrl}/ows?${layer.toString()}`,
        },
      ],
    },
  };
}

/** West, south, east, north; over the antimeridian west is the greater (RFC 7946 §5.2). */
function bboxOf(footprint: Footprint) {
  const boxes = footprintBoxes(footprint);
  return [
    boxes[0]?.minX,
    Math.min(...boxes.map(({ minY }) => minY)),
    boxes.at(-1)?.maxX,
    Math.max(...boxes.map(({ maxY }) => maxY)),
  ];
}
