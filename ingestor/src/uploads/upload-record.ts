import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { invalidInput } from '@pvs/core/errors';
import { taskKeys } from '../tasks/task-keys.ts';

/** An upload that is not queued yet; it goes by the move that queues it, so that none is forgotten. */
export interface UploadRecord {
  /** Of the upload, and of the task it becomes. */
  readonly id: string;
  readonly name: string;
  /** Key of the object that it becomes. */
  readonly key: string;
  readonly via: 'post' | 'tus';
  readonly source: string;
  /** ISO 8601. */
  readonly at: string;
  /** Hexadecimal, as whoever sends it says. */
  readonly sha256?: string;
  readonly callback?: string;
  /** What a repeated request says again (`Idempotency-Key`). */
  readonly requestKey?: string;
}

/** The source whose versions are `Idempotency-Key`s. */
export const UPLOADS = 'uploads';

export async function noteUpload(redis: ScriptedRedis, record: UploadRecord): Promise<void> {
  await redis.hset(taskKeys.uploads, record.id, JSON.stringify(record));
}

export async function findUpload(redis: ScriptedRedis, id: string): Promise<UploadRecord | undefined> {
  const json = await redis.hget(taskKeys.uploads, id);
  return json === null ? undefined : (JSON.parse(json) as UploadRecord);
}

export async function openUploads(redis: ScriptedRedis): Promise<UploadRecord[]> {
  return (await redis.hvals(taskKeys.uploads)).map((json) => JSON.parse(json) as UploadRecord);
}

/**
 * The name of a package, which becomes a part of its key.
 * @throws InvalidInput `InvalidName`
 */
export function packageName(given: string): string {
  if (/^[\p{L}\p{N}_][^/\\\p{Cc}]{0,199}$/u.test(given)) return given;
  throw invalidInput(
    `'${given.slice(0, 80)}' is not the name of a package: expected one like scene.tar, without slashes, of at most 200 characters`,
    { code: 'InvalidName' },
  );
}

/** @throws InvalidInput `InvalidChecksum` */
export function sha256Of(given: string): string {
  if (/^[0-9a-f]{64}$/i.test(given)) return given.toLowerCase();
  throw invalidInput(`'${given.slice(0, 80)}' is no SHA-256: expected 64 hexadecimal digits`, {
    code: 'InvalidChecksum',
  });
}
