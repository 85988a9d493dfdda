import { messageOf } from '@pvs/core/errors';
import type { IngestorContext } from '../ingestor-context.ts';
import { taskKeys } from '../tasks/task-keys.ts';
import { readUploadInfo, removeSegments, uploadIds } from './segment-store.ts';
import { tusRecord } from './tus-record.ts';
import { noteUpload } from './upload-record.ts';

/**
 * Looks for uploads in the storage that Redis does not know, as after a power cut that took its last second: they are
 * noted again. Segments of uploads that are queued, left there by a process that died, are removed.
 */
export async function adoptUploads(context: IngestorContext, signal?: AbortSignal): Promise<void> {
  const { redis, store, log } = context;
  for (const id of await uploadIds(store)) {
    signal?.throwIfAborted();
    // The record goes in the move that makes the task: asked in this order, one of them is seen.
    if (await redis.hexists(taskKeys.uploads, id)) continue;
    if (await redis.hexists(taskKeys.tasks, id)) await removeSegments(store, id);
    else await adopt(context, id).catch((error: unknown) => warn(id, error));
  }
  function warn(upload: string, error: unknown) {
    log.warn({ upload, error: messageOf(error) }, 'Upload:NotAdopted');
  }
}

async function adopt({ redis, store, stack, log }: IngestorContext, id: string): Promise<void> {
  const info = await readUploadInfo(store, id);
  if (!info) return;
  await noteUpload(redis, tusRecord(stack, { id, metadata: info.metadata, at: info.creation_date }));
  log.warn({ upload: id }, 'Upload:Adopted');
}
