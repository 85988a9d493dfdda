import { invalidInput } from '@pvs/core/errors';
import { findInStore } from './storage-source.ts';
import type { Source } from './source.ts';

/** Buckets that the stack's YAML lists under `storages`, and the one of `PVS_STORAGE_URL` itself. */
export const otherStorageSource: Source = {
  name: 'other-storage',
  form: 's3://bucket/in/scene.tar',
  accepts: (path) => path.startsWith('s3://'),
  find: (path, context) => {
    const { bucket = '', key = '' } = /^s3:\/\/(?<bucket>[^/]+)\/(?<key>.+)$/.exec(path)?.groups ?? {};
    const store = context.storages.get(bucket);
    if (store) return findInStore(store, key, context);
    const own = context.store.url;
    if (own.startsWith('s3://') && path.startsWith(own))
      return findInStore(context.store, path.slice(own.length), context);
    const known = [...context.storages.keys()].map((name) => `s3://${name}/`);
    throw invalidInput(
      `'${path}' is in no storage of this stack: allowed are ${[own, ...known].join(', ')} (storages in the stack’s YAML)`,
      { code: 'SourceNotAllowed', detail: { given: path } },
    );
  },
};
