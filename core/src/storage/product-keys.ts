import { createHash, randomBytes } from 'node:crypto';

const ARCHIVE = /(\.tar\.(gz|zst|bz2|xz)|\.tgz|\.tzst|\.tar|\.zip)$/i;
const RASTER = /\.(tiff?|jp2|j2k|ntf|nitf|png|jpe?g|dim|xml)$/i;

/**
 * Prefix of a product's objects: the package's path without its extension and leading slash; of a URL, host and path.
 * @example `in/2018/A.tar.gz` → `in/2018/A`, `https://host/A.tar?signature=…` → `host/A`
 */
export function prefixOf(packagePath: string): string {
  const path = packagePath
    .replace(/^https?:\/\/([^?#]*).*$/i, '$1')
    .replace(/^s3:\/\//i, '')
    .replace(/^\/+/, '');
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

/**
 * The name of one run over a package; later ones sort after earlier ones. It is part of the key of every object the
 * run writes, so that no run writes over what another one wrote: who draws a product reads the same bytes until the
 * catalogue names others.
 * @example `20180617T100009Z-5f0c1a9e`
 */
export function newRun(now = new Date()): string {
  const second = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${second}-${randomBytes(4).toString('hex')}`;
}

/** The run that wrote an object, by its key; undefined for what no run wrote, lists of coverages among it. */
export function runOf(key: string): string | undefined {
  const name = key.slice(key.lastIndexOf('/') + 1);
  return /\.(\d{8}T\d{6}Z-[0-9a-f]{8})(?=[._])/.exec(name)?.[1];
}

/**
 * Key of an object of one product: `{prefix}/{name}.{run}{ending}`, or without a run where somebody put it there
 * by hand.
 */
export function objectKey(prefix: string, name: string, ending: string, run?: string): string {
  return `${prefix}/${name}${run === undefined ? '' : `.${run}`}${ending}`;
}

/** @example `in/2018/A/SCENE_1.20180617T100009Z-5f0c1a9e_COG.tif` */
export const coverageKey = (prefix: string, coverage: string, run?: string) =>
  objectKey(prefix, coverage, '_COG.tif', run);

/** @example `in/2018/A/SCENE_1.20180617T100009Z-5f0c1a9e.xml` */
export const reportKey = (prefix: string, product: string, run?: string) =>
  objectKey(prefix, product, '.xml', run);

/**
 * Key of a product's `Sidecar`, the one object of it that each run writes again, and last.
 * @example `in/2018/A/SCENE_1.coverages.json`
 */
export const coveragesKey = (prefix: string, product: string) =>
  objectKey(prefix, product, '.coverages.json');
export const isCoveragesKey = (key: string) => key.endsWith('.coverages.json');
