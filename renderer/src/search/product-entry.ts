import type { StoredProduct } from '@pvs/core/catalogue/product';
import type { Footprint } from '@pvs/core/geometry/footprint';
import { footprintBoxes } from '@pvs/core/geometry/footprint-boxes';
import { type DownloadUrls, productLinks } from '../objects/product-links.ts';
import type { Entry, Offering } from './search-results.ts';
import { productFormatLinks } from './search-urls.ts';

/** A product as an entry of results, with links to everything of it. */
export function productEntry(product: StoredProduct, urls: DownloadUrls): Entry {
  const { stackUrl } = urls;
  const { identifier, collection, type, attributes, revision, footprint, beginTime, endTime } = product;
  const bbox = bboxOf(footprint);
  const alternates = productFormatLinks(stackUrl, collection, identifier);
  const mapUrl = getMapUrl(identifier, bbox, stackUrl);
  return {
    ...{ kind: 'product', identifier, collection, type, attributes, revision, footprint, bbox },
    id: alternates.find((link) => link.title === 'json')!.href,
    title: identifier,
    updated: attributes.modificationDate ?? attributes.processingDate ?? attributes.creationDate ?? endTime,
    time: { begin: beginTime, end: endTime },
    links: [
      ...alternates,
      ...productLinks(product, urls),
      ...(product.quicklook ? [] : [{ rel: 'icon', href: mapUrl, type: 'image/png', title: 'QUICKLOOK' }]),
    ],
    offerings: offeringsOf(mapUrl, stackUrl),
  };
}

type Bbox = NonNullable<Entry['bbox']>;

/** West, south, east, north; over the antimeridian west is the greater (RFC 7946 §5.2). */
function bboxOf(footprint: Footprint): Bbox {
  const boxes = footprintBoxes(footprint);
  const [box] = boxes;
  if (box && boxes.length === 1) return [box.minX, box.minY, box.maxX, box.maxY];
  return [
    boxes[0]?.minX ?? -180,
    Math.min(...boxes.map(({ minY }) => minY)),
    boxes.at(-1)?.maxX ?? 180,
    Math.max(...boxes.map(({ maxY }) => maxY)),
  ];
}

const PREVIEW_PX = 256;

/** Every product is a layer of its own (`core/layers/layer.ts`). */
function getMapUrl(layer: string, [west, south, east, north]: Bbox, stackUrl: string): string {
  // Over the antimeridian longitudes count on, as WMS boxes do.
  const right = east < west ? east + 360 : east;
  const [width, height] = [right - west, north - south];
  const scale = PREVIEW_PX / Math.max(width, height, 1e-9);
  const box = `${west},${south},${right},${north}`;
  const pixels = (degrees: number) => Math.max(1, Math.round(degrees * scale));
  return `${stackUrl}/ows?service=WMS&version=1.3.0&request=GetMap&layers=${encodeURIComponent(layer)}&styles=&crs=CRS:84&bbox=${box}&width=${pixels(width)}&height=${pixels(height)}&format=image/png&transparent=true`;
}

function offeringsOf(mapUrl: string, stackUrl: string): Offering[] {
  const capabilities = (service: string, path: string) => ({
    code: 'GetCapabilities',
    type: 'application/xml',
    href: `${stackUrl}${path}?service=${service}&request=GetCapabilities`,
  });
  return [
    {
      code: 'wms',
      operations: [capabilities('WMS', '/ows'), { code: 'GetMap', type: 'image/png', href: mapUrl }],
    },
    { code: 'wmts', operations: [capabilities('WMTS', '/cache/ows')] },
  ];
}
