import { createReadStream } from 'node:fs';
import type { Job } from '@pvs/core/queue/stage';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import type { StoredFile } from './objects-of.ts';

/** Objects on their way at once: a product of many bands waits for its storage, not for this machine. */
const AT_ONCE = 4;

/** Writes files as objects, a few at once. Where one fails no more are begun, and those on their way are waited for. */
export async function writeObjects(
  store: Pick<ObjectStore, 'write'>,
  files: readonly StoredFile[],
  job: Pick<Job, 'signal' | 'transferred' | 'progress'>,
): Promise<void> {
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const waiting = files.values();
  let done = 0;
  let failed = false;
  const lane = async () => {
    for (const { path, objectKey, sizeBytes, contentType } of waiting) {
      job.signal.throwIfAborted();
      if (failed) return;
      await store.write(objectKey, createReadStream(path), { contentType }).catch((error: unknown) => {
        failed = true;
        throw error;
      });
      done += sizeBytes;
      job.transferred('out', sizeBytes);
      job.progress(done / total);
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane));
  for (const { reason } of lanes.filter((one) => one.status === 'rejected')) throw reason;
}
