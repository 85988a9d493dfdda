import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { submitTask } from '../tasks/submit-task.ts';
import { PACKAGE_QUEUE, taskItem } from '../tasks/task-item.ts';
import type { Task } from '../tasks/task.ts';
import { UPLOADS, type UploadRecord } from './upload-record.ts';

/** What has arrived of an upload. */
export interface Arrived {
  readonly sizeBytes: number;
  /** Hexadecimal; absent where nobody read it. */
  readonly sha256?: string;
}

/** What an upload became. */
export interface Submitted {
  readonly task: Task;
  /** Of the task; of another one, whose package counts, where the same request had come before. */
  readonly id: string;
}

/** Queues an upload that is whole, or notes that it is not what was to be sent. Doing so again changes nothing. */
export async function submitUpload(
  redis: ScriptedRedis,
  record: UploadRecord,
  { sizeBytes, sha256 }: Arrived,
): Promise<Submitted> {
  const { id, name, key, source, at, callback, requestKey } = record;
  const damage =
    record.sha256 !== undefined && sha256 !== undefined && record.sha256 !== sha256
      ? `it has the SHA-256 ${sha256}, expected ${record.sha256}`
      : undefined;
  const checksum = sha256 === undefined ? {} : { checksum: `sha256:${sha256}` };
  const item = taskItem({ name, queue: PACKAGE_QUEUE, message: key, sizeBytes, ...checksum }, key);
  const task: Task = {
    id,
    kind: 'upload',
    source,
    at,
    items: damage === undefined ? [item] : [],
    refused: damage === undefined ? [] : [{ name, code: 'ChecksumMismatch', message: damage }],
    ...(callback !== undefined && { callback }),
  };
  const once = requestKey === undefined ? {} : { once: { source: UPLOADS, version: requestKey } };
  return { task, id: await submitTask(redis, { task, ...once }) };
}
