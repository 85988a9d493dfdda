import type { Product } from '@pvs/core/catalogue/product';

const MEDIA_TYPES: readonly (readonly [end: string, mediaType: string])[] = [
  ['.zip', 'application/zip'],
  ['.tar', 'application/x-tar'],
  ['.tar.gz', 'application/gzip'],
  ['.tgz', 'application/gzip'],
  ['.tar.zst', 'application/zstd'],
];

/** What a package is, by its name. */
export const mediaTypeOfPackage = (key: string): string =>
  MEDIA_TYPES.find(([end]) => key.toLowerCase().endsWith(end))?.[1] ?? 'application/octet-stream';

/** Where the package of a product would be in the store of the products; undefined where it came from elsewhere. */
export function packageKey({ packageLocation: key }: Pick<Product, 'packageLocation'>): string | undefined {
  if (key === undefined || key.startsWith('/') || key.includes('://') || key.split('/').includes('..'))
    return;
  return MEDIA_TYPES.some(([end]) => key.toLowerCase().endsWith(end)) ? key : undefined;
}

/** What a product whole is sent as: its package as it came, or its files packed. */
export function productMediaType(product: Pick<Product, 'packageLocation'>): string {
  const key = packageKey(product);
  return key === undefined ? 'application/zip' : mediaTypeOfPackage(key);
}
