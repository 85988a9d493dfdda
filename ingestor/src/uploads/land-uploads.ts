import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPvsError, messageOf } from '@pvs/core/errors';
import { type TroubleLog, troubleLog } from '@pvs/core/observe/trouble-log';
import { asUnavailable } from '@pvs/core/queue/transient-errors';
import type { IngestorContext } from '../ingestor-context.ts';
import { holdLease } from '../hold-lease.ts';
import { taskKeys } from '../tasks/task-keys.ts';
import { adoptUploads } from './adopt-uploads.ts';
import { measureStream } from '@pvs/core/storage/measure-stream';
import { chainOf, readUploadInfo, removeSegments, type Segment } from './segment-store.ts';
import { submitUpload } from './submit-upload.ts';
import { openUploads, type UploadRecord } from './upload-record.ts';

const ROUND_MS = 1000;
const RENEW_MS = 5000;
const ADOPT_MS = 60_000;

/**
 * Queues uploads that are whole, one after the other: those of tus become one object first, and those whose process
 * died before it queued them are found here. In one of all the processes that run this, until the signal.
 */
export async function landUploads(context: IngestorContext, signal: AbortSignal): Promise<void> {
  const { redis, log } = context;
  const lease = holdLease(redis, taskKeys.lander);
  const trouble = troubleLog(log, { fails: 'Uploads:Wait', works: 'Uploads:Resume' });
  let adopted = -Infinity;
  while (!signal.aborted) {
    if (await lease.renew().catch(() => false)) {
      const renewing = setInterval(() => void lease.renew().catch(() => false), RENEW_MS);
      try {
        if (performance.now() - adopted > ADOPT_MS) {
          await adoptUploads(context, signal);
          adopted = performance.now();
        }
        await landRound(context, trouble, signal);
      } catch (error) {
        if (!signal.aborted) log.warn({ error: messageOf(error) }, 'Uploads:RoundFailed');
      } finally {
        clearInterval(renewing);
      }
    }
    await sleep(ROUND_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** One look at all uploads that are not queued yet; what is wrong with one keeps no other waiting. */
async function landRound(context: IngestorContext, trouble: TroubleLog, signal: AbortSignal): Promise<void> {
  for (const record of await openUploads(context.redis)) {
    signal.throwIfAborted();
    try {
      if (await land(context, record, signal)) trouble.worked();
      else await forgetExpired(context, record);
    } catch (error) {
      signal.throwIfAborted();
      // It stays where it is, and is tried again in the next round.
      if (asUnavailable(error)) trouble.failed(error, { upload: record.id });
      else context.log.warn({ upload: record.id, error: messageOf(error) }, 'Upload:NotLanded');
      if (isPvsError(error, 'LimitExceeded')) await forgetExpired(context, record);
    }
  }
}

async function forgetExpired({ redis, store, stack, log }: IngestorContext, { id, name, at }: UploadRecord) {
  if (Date.parse(at) > Date.now() - stack.ingest.uploads.expireS * 1000) return;
  log.info({ upload: id, name }, 'Upload:Expired');
  await removeSegments(store, id);
  await redis.hdel(taskKeys.uploads, id);
}

/** @returns whether it was whole */
async function land(context: IngestorContext, record: UploadRecord, signal?: AbortSignal): Promise<boolean> {
  const { redis, store, log } = context;
  const arrived = await (record.via === 'post' ? measureObject : joinSegments)(context, record, signal);
  if (!arrived) return false;
  const { task, id } = await submitUpload(redis, record, arrived);
  if (task.items.length === 0 || id !== record.id) await store.remove(record.key);
  log.info({ task: record.id, path: record.key, ...arrived }, 'Upload:Landed');
  if (record.via === 'tus') await removeSegments(store, record.id);
  return true;
}

/** What somebody stored and did not queue, or is about to. */
async function measureObject({ store, stack }: IngestorContext, { key }: UploadRecord) {
  if ((await store.stat(key)) === undefined) return undefined;
  const measure = measureStream(stack.limits.packageBytes);
  await pipeline(await store.read(key), measure, discard);
  return measure.result();
}

async function discard(stream: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of stream);
}

async function joinSegments(
  { store, stack }: IngestorContext,
  { id, key }: UploadRecord,
  signal?: AbortSignal,
) {
  const size = (await readUploadInfo(store, id))?.size;
  const chain = await chainOf(store, id);
  const last = chain.at(-1);
  const bytes = last ? last.offset + last.sizeBytes : 0;
  if (size === undefined || bytes !== size || size === 0) return undefined;
  const measure = measureStream(stack.limits.packageBytes);
  const options = { sizeBytes: size, ...(signal && { signal }) };
  await Promise.all([pipeline(bytesOf(store, chain), measure), store.write(key, measure, options)]);
  return measure.result();
}

async function* bytesOf(store: IngestorContext['store'], chain: readonly Segment[]): AsyncGenerator<Buffer> {
  for (const { key } of chain) yield* (await store.read(key)) as AsyncIterable<Buffer>;
}
