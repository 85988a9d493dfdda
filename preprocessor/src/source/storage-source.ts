import { basename } from 'node:path';
import type { ObjectStat, ObjectStore } from '@pvs/core/storage/object-store';
import type { PreprocessContext } from '../preprocess-context.ts';
import { listPrefix } from './list-prefix.ts';
import { packageTooLarge } from './package-too-large.ts';
import type { Found, RemoteFile, Source } from './source.ts';

/** The stack's own storage: an object, or all objects below a prefix. */
export const storageSource: Source = {
  name: 'storage',
  form: 'in/scene.tar',
  accepts: () => true,
  find: (path, context) => findInStore(context.store, path, context),
};

/** What a key or a prefix leads to. */
export async function findInStore(
  store: ObjectStore,
  path: string,
  { config }: Pick<PreprocessContext, 'config'>,
): Promise<Found> {
  const object = await store.stat(path);
  const { packageBytes } = config.limits;
  if (object && object.sizeBytes > packageBytes) throw packageTooLarge(path, object.sizeBytes, packageBytes);
  if (object) return { file: objectFile(store, object), fileName: basename(path) };
  const objects = await listPrefix(store, path, config.limits);
  return { files: new Map([...objects].map(([name, one]) => [name, objectFile(store, one)])) };
}

/** An object as a file to bring here; once it has changed, its newest version. */
export function objectFile(store: ObjectStore, found: ObjectStat): RemoteFile {
  let current: ObjectStat | undefined = found;
  return {
    name: `${found.key} in ${store.url}`,
    sizeBytes: found.sizeBytes,
    async open({ offset, version, signal }) {
      const { etag, sizeBytes } = current ?? (await store.stat(found.key)) ?? found;
      // Whoever asks for no version again has met another one than this.
      current = undefined;
      const stream = await store.read(found.key, { offset, etag: version ?? etag, signal });
      return { stream, offset, sizeBytes, version: version ?? etag };
    },
  };
}
