import type { StoredProduct } from '@pvs/core/catalogue/product';
import type { Footprint } from '@pvs/core/geometry/footprint';
import { footprintBoxes } from '@pvs/core/geometry/footprint-boxes';
import { objectsOf, objectUrl, type ProductObject } from '../objects/product-objects.ts';
import type { Entry, Link, Offering } from './search-results.ts';
import { searchFormatLinks, searchUrl } from './search-urls.ts';

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
  return {
    ...{ kind: 'product', identifier, collection, type, attributes, revision, footprint, bbox },
    id: searchUrl(stackUrl, collection, 'json', { uid: identifier }),
    title: identifier,
    updated: attributes.modificationDate ?? attributes.processingDate ?? attributes.creationDate ?? endTime,
    time: { begin: beginTime, end: endTime },
    links: [
      ...searchFormatLinks(stackUrl, collection, { uid: identifier }),
      ...objectsOf(product).map((object) => objectLink(product, object, urls)),
      ...(product.quicklook ? [] : [preview(identifier, bbox, stackUrl)]),
    ],
    offerings: offeringsOf(identifier, bbox, stackUrl),
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

const preview = (identifier: string, bbox: Bbox, stackUrl: string): Link => ({
  rel: 'icon',
  href: getMapUrl(identifier, bbox, stackUrl),
  type: 'image/png',
  title: 'QUICKLOOK',
});

/** Every product is a layer of its own (`core/layers/layer.ts`). */
function getMapUrl(layer: string, [west, south, east, north]: Bbox, stackUrl: string): string {
  // Over the antimeridian longitudes count on, as WMS boxes do.
  const right = east < west ? east + 360 : east;
  const [width, height] = [right - west, north - south];
  const scale = PREVIEW_PX / Math.max(width, height, 1e-9);
  return urlOf(`${stackUrl}/ows`, {
    service: 'WMS',
    version: '1.3.0',
    request: 'GetMap',
    layers: layer,
    styles: '',
    crs: 'CRS:84',
    bbox: [west, south, right, north].join(','),
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
    format: 'image/png',
    transparent: 'true',
  });
}

function offeringsOf(layer: string, bbox: Bbox, stackUrl: string): Offering[] {
  const capabilities = (service: string, path: string) => ({
    code: 'GetCapabilities',
    type: 'application/xml',
    href: urlOf(`${stackUrl}${path}`, { service, request: 'GetCapabilities' }),
  });
  return [
    {
      code: 'wms',
      operations: [
        capabilities('WMS', '/ows'),
        { code: 'GetMap', type: 'image/png', href: getMapUrl(layer, bbox, stackUrl) },
      ],
    },
    { code: 'wmts', operations: [capabilities('WMTS', '/cache/ows')] },
  ];
}

const urlOf = (base: string, parameters: Readonly<Record<string, string | number>>) =>
  `${base}?${new URLSearchParams(Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)])).toString()}`;
