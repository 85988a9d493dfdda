import { randomUUID } from 'node:crypto';
import {
  archivedBytes,
  type ArchiveRecord,
  findRecord,
  type Landed,
  parseRecord,
} from '@pvs/core/archive/archive-record';
import { isPvsError, messageOf, notFound } from '@pvs/core/errors';
import type { Job } from '@pvs/core/queue/stage';
import type { QueueMessage } from '@pvs/core/queue/queue-item';
import { METADATA_QUEUE } from '../request/parse-request.ts';
import type { ArchiveContext } from './archive-context.ts';
import { landingPath, recordKey } from './archive-keys.ts';
import { copyChecked } from './copy-checked.ts';
import { releaseLanding, reserveLanding } from './landing-space.ts';

const MAX_RECORD_BYTES = 64 * 1024 ** 2;

/**
 * Brings an archived package back to the landing space, checked against what it was when it was archived.
 * @returns the message by which it is preprocessed again: the original one, and where it lies now
 * @throws NotFound `NotArchived`; Conflict `LandingFull`, `ArchiveDamaged`; LimitExceeded `PackageTooLarge`
 */
export async function retrieveOriginal(
  context: ArchiveContext,
  path: string,
  job: Job,
): Promise<QueueMessage> {
  const { options } = context;
  const record = await requireRecord(context, path);
  const sizeBytes = archivedBytes(record);
  const at = landingPath(options.landing.directory, path, record.isFile ? record.files[0]?.name : undefined);
  const landed: Landed = { retrieval: randomUUID(), at, sizeBytes, since: new Date().toISOString() };
  await reserveLanding(context, path, landed);
  try {
    await land(context, record, job);
  } catch (error) {
    // Space that nothing good lies in is others'; one that stops now is begun again elsewhere.
    if (!job.signal.aborted) await releaseLanding(context, path, landed.retrieval);
    throw error;
  }
  return { queue: METADATA_QUEUE, message: withRetrieved(record, landed) };
}

/** What is known of a package: by Redis, else, as after its loss, by the archive itself. */
async function requireRecord({ redis, archive }: ArchiveContext, path: string): Promise<ArchiveRecord> {
  const found = (await findRecord(redis, path)) ?? (await storedRecord());
  if (found?.path === path) return found;
  throw notFound(`'${path}' is not in the archive ${archive.url}: ./pvs archive status lists what is`, {
    code: 'NotArchived',
    detail: { path },
  });

  async function storedRecord() {
    const stored = await archive.readWhole(recordKey(path), MAX_RECORD_BYTES);
    return stored && parseRecord(stored.body.toString('utf8'));
  }
}

async function land({ options, archive, store, sources }: ArchiveContext, record: ArchiveRecord, job: Job) {
  const { signal } = job;
  const total = Math.max(1, archivedBytes(record));
  let done = 0;
  for (const { name, key, sizeBytes, sha256 } of record.files) {
    const stream = await archive.read(key, { signal }).catch((cause: unknown) => {
      if (!isPvsError(cause, 'NotFound')) throw cause;
      throw notFound(`'${key}' was removed from the archive: ${messageOf(cause)}`, {
        code: 'NotArchived',
        cause,
      });
    });
    await copyChecked(stream, {
      ...{ store, key: landingPath(options.landing.directory, record.path, name), sizeBytes, sha256, signal },
      // What the stack's own storage gives is checked by whoever reads it; the stream was the archive's.
      ...{ readBack: false, maxBytes: sources.config.limits.packageBytes },
      onBytes: (bytes) => job.progress((done + bytes) / total),
    });
    done += sizeBytes;
    job.transferred('in', sizeBytes);
    job.transferred('out', sizeBytes);
  }
}

function withRetrieved({ queue, message, path }: ArchiveRecord, { retrieval, at }: Landed): string {
  const original = queue === METADATA_QUEUE ? (JSON.parse(message) as object) : {};
  return JSON.stringify({ ...original, path, retrieved: { retrieval, at } });
}
