import type { StoredProduct } from '@pvs/core/catalogue/product';
import type { Footprint } from '@pvs/core/geometry/footprint';
import { footprintBoxes } from '@pvs/core/geometry/footprint-boxes';
import { objectsOf, objectUrl, productUrl, type ProductObject } from '../objects/product-objects.ts';
import type { Entry, Link, Offering } from './search-results.ts';
import { productFormatLinks } from './search-urls.ts';

/** Where entries link to: this stack, and the store where it has a public address of its own. */
export interface EntryUrls {
  readonly stackUrl: string;
  readonly storeUrl: string | undefined;
}

/** A product as an entry of results, with links to everything of it. */
export function productEntry(product: StoredProduct, urls: EntryUrls): Entry {
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
      ...objectsOf(product).map((object) => objectLink(product, object, urls)),
      { rel: 'enclosure', href: productUrl(product, stackUrl), type: 'application/zip', title: 'Product' },
      ...(product.quicklook ? [] : [{ rel: 'icon', href: mapUrl, type: 'image/png', title: 'QUICKLOOK' }]),
    ],
    offerings: offeringsOf(mapUrl, stackUrl),
  };
}

type Bbox = NonNullable<Entry['bbox']>;

/** West, south, east, north; over the antimeridian west is the greater (RFC 7946 §5.2). */
function bboxOf(footprint: Footprint): Bbox {
  const boxes = footprintBoxes(footprint);
  return [
    boxes[0]?.minX ?? -180,
    Math.min(...boxes.map(({ minY }) => minY)),
    boxes.at(-1)?.maxX ?? 180,
    Math.max(...boxes.map(({ maxY }) => maxY)),
  ];
}

/** Atom's relations (RFC 4287 §4.2.7.2), and `icon` for pictures as OGC 13-026r9 §7 has it. */
const RELATIONS: Readonly<Record<ProductObject['role'], string>> = {
  data: 'enclosure',
  'data-mask': 'related',
  metadata: 'via',
  thumbnail: 'icon',
};

function objectLink(product: StoredProduct, object: ProductObject, { stackUrl, storeUrl }: EntryUrls): Link {
  const { role, title, mediaType, sizeBytes } = object;
  return {
    rel: RELATIONS[role],
    href: objectUrl(product, object, stackUrl, storeUrl),
    type: mediaType,
    title: role === 'thumbnail' ? 'QUICKLOOK' : title,
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
  };
}

const PREVIEW_PX = 256;

/** Every product is a layer of its own (`core/layers/layer.ts`). */
function getMapUrl(layer: string, [west, south, east, north]: Bbox, stackUrl: string): string {
  // Over the antimeridian longitudes count on, as WMS boxes do.
  const right = east < west ? east + 360 : east;
  const [width, height] = [right - west, north - south];
  const scale = PREVIEW_PX / Math.max(width, height, 1e-9);
  const box = [west, south, right, north].join(',');
  const size = [width, height].map((degrees) => Math.max(1, Math.round(degrees * scale)));
  return `${stackUrl}/ows?service=WMS&version=1.3.0&request=GetMap&layers=${encodeURIComponent(layer)}&styles=&crs=CRS:84&bbox=${box}&width=${size[0]}&height=${size[1]}&format=image/png&transparent=true`;
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
