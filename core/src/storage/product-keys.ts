import { createHash } from 'node:crypto';

const ARCHIVE = /(\.tar\.(gz|zst|bz2|xz)|\.tgz|\.tzst|\.tar|\.zip)$/i;
const RASTER = /\.(tiff?|jp2|j2k|ntf|nitf|png|jpe?g|dim|xml)$/i;

/**
 * Prefix of a product's objects: the package's path without its extension and leading slash.
 * @example `in/2018/A.tar.gz` → `in/2018/A`
 */
export function prefixOf(packagePath: string): string {
  const path = packagePath.replace(/^\/+/, '');
  return ARCHIVE.test(path) ? path.replace(ARCHIVE, '') : path.replace(RASTER, '');
}

/**
 * A name as part of an object key and a layer name: letters, digits, `.`, `-` and single `_`.
 * A name that loses characters keeps apart from others by a short hash.
 */
export function keyName(name: string): string {
  const tidy = name
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '_')
    .replaceAll(/_{2,}/g, '_')
    .replaceAll(/^[._-]+|[._-]+$/g, '')
    .slice(0, 150);
  if (tidy === name) return tidy;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return tidy === '' ? hash : `${tidy}-${hash}`;
}

/** Keys of the objects of one product. */
export const coverageKey = (prefix: string, coverage: string) => `${prefix}/${coverage}_COG.tif`;
export const reportKey = (prefix: string, product: string) => `${prefix}/${product}.xml`;
export const coveragesKey = (prefix: string, product: string) => `${prefix}/${product}.coverages.json`;
export const isCoveragesKey = (key: string) => key.endsWith('.coverages.json');
