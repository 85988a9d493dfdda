import { fileURLToPath } from 'node:url';
import { s3Environment, type Variables } from '../config/s3-environment.ts';
import { type StorageConfig, storageOptions } from '../config/storages.ts';
import { invalidInput } from '../errors.ts';
import { directoryStore } from './directory-store.ts';
import type { ObjectStore } from './object-store.ts';
import { connectS3, type S3Options } from './s3-connection.ts';
import { s3Store } from './s3-store.ts';

/**
 * The store a URL names: `file:///directory` or `s3://bucket/prefix`.
 * @param options of an S3 store; those of the environment unless given
 */
export function openStore(url: string, options?: S3Options): ObjectStore {
  if (url.startsWith('file:///')) return directoryStore(fileURLToPath(url));
  const { protocol, host, pathname } = URL.parse(url) ?? { protocol: '', host: '', pathname: '' };
  if (protocol === 's3:' && host !== '') {
    const connection = connectS3(options ?? s3Environment(process.env));
    return s3Store(host, decodeURIComponent(pathname.replace(/^\//, '')), connection);
  }
  throw invalidInput(`cannot store objects at '${url}': expected file:///directory or s3://bucket/prefix`, {
    code: 'InvalidConfiguration',
  });
}

/**
 * The further storages of a stack, by bucket.
 * @throws InvalidInput `InvalidConfiguration`, `InvalidEnvironment`
 */
export const openStorages = (
  storages: readonly StorageConfig[],
  variables: Variables,
): ReadonlyMap<string, ObjectStore> =>
  new Map(
    storages.map((storage) => [
      storage.bucket,
      openStore(`s3://${storage.bucket}`, storageOptions(storage, variables)),
    ]),
  );
