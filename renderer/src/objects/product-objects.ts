import { posix } from 'node:path';
import type { Product } from '@pvs/core/catalogue/product';

/** A file of a product that is offered for download. */
export interface ProductObject {
  /** File name in its address, unique in the product. */
  readonly name: string;
  /** In the object store. */
  readonly key: string;
  readonly mediaType: string;
  readonly title: string;
  /** As STAC names roles of assets. */
  readonly role: 'data' | 'data-mask' | 'thumbnail' | 'metadata';
  readonly sizeBytes?: number;
}

export const COG_MEDIA_TYPE = 'image/tiff; application=geotiff; profile=cloud-optimized';

/** All that a product offers for download: coverages, masks, the quicklook, metadata. */
export function objectsOf(product: Product): ProductObject[] {
  const { coverages, masks = [], quicklook, documents } = product;
  return withNames([
    ...coverages.map(({ objectKey, identifier, sizeBytes }) => ({
      key: objectKey,
      mediaType: COG_MEDIA_TYPE,
      title: identifier,
      role: 'data' as const,
      sizeBytes,
    })),
    ...masks.map(({ objectKey, type, sizeBytes }) => ({
      key: objectKey,
      mediaType: COG_MEDIA_TYPE,
      title: `Mask ${type}`,
      role: 'data-mask' as const,
      sizeBytes,
    })),
    ...(quicklook ? [thumbnailOf(quicklook)] : []),
    ...documents.map(({ objectKey, format }) => ({
      key: objectKey,
      mediaType: mediaTypeOf(objectKey),
      title: `Metadata (${format})`,
      role: 'metadata' as const,
    })),
  ]);
}

const thumbnailOf = ({ objectKey, mediaType, sizeBytes }: NonNullable<Product['quicklook']>) => ({
  key: objectKey,
  mediaType,
  title: 'Quicklook',
  role: 'thumbnail' as const,
  sizeBytes,
});

const mediaTypeOf = (key: string) =>
  ({ '.json': 'application/json', '.txt': 'text/plain' })[posix.extname(key).toLowerCase()] ??
  'application/xml';

/** Files of one name in several folders keep apart by a number in front. */
function withNames(objects: readonly Omit<ProductObject, 'name'>[]): ProductObject[] {
  const taken = new Map<string, number>();
  return objects.map((object) => {
    const name = posix.basename(object.key);
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return { ...object, name: count === 1 ? name : `${count}-${name}` };
  });
}

/** Where a product is offered whole (DSEO, OGC 13-042). */
export const productUrl = ({ identifier }: Pick<Product, 'identifier'>, stackUrl: string): string =>
  `${stackUrl}/ows?service=DSEO&version=1.0.0&request=GetProduct&ProductURI=${encodeURIComponent(identifier)}`;

/**
 * Where an object is offered: below the store's own public address where it has one, else from this stack; pictures
 * from this stack in any case, since pages load none from other hosts.
 */
export function objectUrl(
  product: Pick<Product, 'identifier'>,
  { name, key, role }: ProductObject,
  stackUrl: string,
  storeUrl: string | undefined,
): string {
  const path = (text: string) => text.split('/').map(encodeURIComponent).join('/');
  if (storeUrl !== undefined && role !== 'thumbnail') return `${storeUrl.replace(/\/+$/, '')}/${path(key)}`;
  return `${stackUrl}/objects/${encodeURIComponent(product.identifier)}/${encodeURIComponent(name)}`;
}
