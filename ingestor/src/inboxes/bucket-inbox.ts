import type { BucketInboxConfig } from '@pvs/core/config/inboxes';
import { invalidInput } from '@pvs/core/errors';
import type { ObjectStat, ObjectStore } from '@pvs/core/storage/object-store';
import { runOf } from '@pvs/core/storage/product-keys';
import { beginLook } from './bucket-look.ts';
import type { Arrival, Inbox, OpenInbox } from './inbox.ts';
import { isPackage } from './is-package.ts';

/** An {@link Inbox} that also hears of single objects. */
export interface BucketInbox extends Inbox {
  readonly config: BucketInboxConfig;
  /** Name of the bucket, where it has one. */
  readonly bucket: string | undefined;
  /** The object of a key as it is now; undefined where there is none that the inbox takes. */
  find(key: string): Promise<Arrival | undefined>;
}

/**
 * A bucket whose objects are packages: they are read where they lie, by the store's own checksum. Objects without bytes
 * are folders, markers, or what lesser stores show of an object that is on its way.
 */
export const bucketInbox: OpenInbox<BucketInboxConfig> = (
  config,
  { storages, store, stack, redis },
): BucketInbox => {
  const { prefix, match } = config;
  const place = placeOf(config, storages, store);
  const { uploads, browseReports } = stack.ingest;
  const landing = stack.archive?.landing.directory;
  // What came another way into the stack's own storage is queued already.
  const elsewhere = [uploads.directory, browseReports.directory, ...(landing === undefined ? [] : [landing])];
  const others = config.bucket === undefined ? elsewhere.map((directory) => `${directory}/`) : [];
  let endLook = (): Promise<void> => Promise.resolve();
  const takes = (key: string) =>
    key.startsWith(prefix) &&
    isPackage(key, match) &&
    runOf(key) === undefined &&
    !others.some((other) => key.startsWith(other));
  return {
    config,
    bucket: config.bucket ?? /^s3:\/\/([^/]+)/.exec(store.url)?.[1],
    async *list() {
      const look = await beginLook(redis, config);
      for await (const object of look.objects(place.store))
        if (object.sizeBytes > 0 && takes(object.key)) yield arrivalOf(object);
      endLook = look.end;
    },
    looked: async () => endLook(),
    async find(key) {
      const object = takes(key) ? await place.store.stat(key) : undefined;
      return object && object.sizeBytes > 0 ? arrivalOf(object) : undefined;
    },
    land: ({ name, version }) =>
      Promise.resolve({
        path: place.path(name),
        checksum: `etag:${version.slice(name.length + 1).split(' ')[0]}`,
      }),
  };
};

const arrivalOf = ({ key, etag, sizeBytes }: ObjectStat): Arrival => ({
  name: key,
  version: `${key} ${etag} ${sizeBytes}`,
  sizeBytes,
});

function placeOf(
  { id, bucket }: BucketInboxConfig,
  storages: ReadonlyMap<string, ObjectStore>,
  own: ObjectStore,
) {
  if (bucket === undefined) return { store: own, path: (key: string) => key };
  const store = storages.get(bucket);
  if (store) return { store, path: (key: string) => `s3://${bucket}/${key}` };
  throw invalidInput(
    `inbox '${id}' is in the bucket '${bucket}', which is not among the storages of the stack`,
    {
      code: 'InvalidConfiguration',
    },
  );
}
