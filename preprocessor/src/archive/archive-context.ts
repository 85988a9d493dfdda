import type { ArchiveConfig } from '@pvs/core/config/archive';
import type { Variables } from '@pvs/core/config/s3-environment';
import type { StackConfig } from '@pvs/core/config/stack';
import { storageOptions } from '@pvs/core/config/storages';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { openStore } from '@pvs/core/storage/open-store';
import type { PreprocessContext } from '../preprocess-context.ts';

/** What the archive works with. */
export interface ArchiveContext {
  readonly options: ArchiveConfig;
  /** The long-term storage. */
  readonly archive: ObjectStore;
  /** The stack's own storage, to which packages come back. */
  readonly store: ObjectStore;
  readonly redis: ScriptedRedis;
  /** With which originals are found. */
  readonly sources: PreprocessContext;
}

/**
 * Opens the long-term storage of a stack that has one.
 * @throws InvalidInput `InvalidEnvironment` where its credentials are not set
 */
export function openArchive(
  { archive, storages }: Pick<StackConfig, 'archive' | 'storages'>,
  variables: Variables,
): ObjectStore | undefined {
  if (!archive) return undefined;
  const bucket = /^s3:\/\/([^/]+)/.exec(archive.url)?.[1];
  const storage = storages.find((one) => one.bucket === bucket);
  return openStore(archive.url, storage && storageOptions(storage, variables));
}
