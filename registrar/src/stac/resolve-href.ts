import { posix } from 'node:path';
import type { ObjectStore } from '@pvs/core/storage/object-store';

/** A document of the storage, and the address it says it was published under. */
export interface LinkBase {
  readonly key: string;
  /** Its `self` link, where it has an absolute one. */
  readonly self?: string | undefined;
}

/**
 * The object that a link of a document means: a path relative to the document; an address inside of this storage
 * (`s3://bucket/…`, `file:///…`); or, for a copy of a published catalogue, an address below that of the document's own
 * `self` link. Undefined for what lies elsewhere: nothing outside of the storage is ever opened.
 */
export function resolveHref(
  href: string,
  base: LinkBase,
  store: Pick<ObjectStore, 'url'>,
): string | undefined {
  const path = href.replace(/[?#].*$/, '');
  const root = store.url.replace(/\/*$/, '/');
  if (path.startsWith(root)) return inside(path.slice(root.length));
  const directory = posix.dirname(base.key);
  if (!/^[a-z][a-z\d+.-]*:/i.test(path)) {
    return path.startsWith('/') ? undefined : inside(posix.join(directory, path));
  }
  const published = base.self === undefined ? undefined : base.self.replace(/[^/]*$/, '');
  if (published === undefined || !path.startsWith(published)) return undefined;
  return inside(posix.join(directory, path.slice(published.length)));
}

/** A key, unless the path leads out of the storage. */
function inside(path: string): string | undefined {
  const key = posix.normalize(decoded(path)).replace(/^\.\//, '');
  const isOutside =
    key === '..' || key.startsWith('../') || key.startsWith('/') || key === '.' || key.includes('\0');
  return isOutside ? undefined : key;
}

/** Addresses have blanks and the like as `%20`; what is no such spelling is taken as it is. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
