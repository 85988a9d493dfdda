import type { Variables } from '@pvs/core/config/s3-environment';
import type { ServiceContext } from '@pvs/core/http/service-context';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { openStorages } from '@pvs/core/storage/open-store';

/** What the ingestor works with. */
export interface IngestorContext extends ServiceContext {
  /** Those further storages that inboxes are in, by bucket. */
  readonly storages: ReadonlyMap<string, ObjectStore>;
  /** In which secrets of inboxes are. */
  readonly variables: Variables;
}

/** Only storages of inboxes are opened: their credentials are all that the ingestor is given. */
export function ingestorContext(context: ServiceContext): IngestorContext {
  const { storages, ingest } = context.stack;
  const used = storages.filter(({ bucket }) =>
    ingest.inboxes.some((inbox) => inbox.kind === 'bucket' && inbox.bucket === bucket),
  );
  return { ...context, storages: openStorages(used, process.env), variables: process.env };
}
