import { fileURLToPath } from 'node:url';
import { invalidInput } from '../errors.ts';
import { directoryStore } from './directory-store.ts';
import type { ObjectStore } from './object-store.ts';
import { s3Store } from './s3-store.ts';

/** The store a URL names: `file:///directory` or `s3://bucket/prefix`. */
export function openStore(url: string): ObjectStore {
  if (url.startsWith('file:///')) return directoryStore(fileURLToPath(url));
  const { protocol, host, pathname } = URL.parse(url) ?? { protocol: '', host: '', pathname: '' };
  if (protocol === 's3:' && host !== '')
    return s3Store(host, decodeURIComponent(pathname.replace(/^\//, '')));
  throw invalidInput(`cannot store objects at '${url}': expected file:///directory or s3://bucket/prefix`, {
    code: 'InvalidConfiguration',
  });
}
