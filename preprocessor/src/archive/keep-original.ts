import {
  archiveKeys,
  type ArchivedFile,
  type ArchiveRecord,
  findRecord,
} from '@pvs/core/archive/archive-record';
import type { ArchiveOrder } from '@pvs/core/archive/archive-order';
import { newRun } from '@pvs/core/storage/product-keys';
import type { Job } from '@pvs/core/queue/stage';
import { sourceOf } from '../source/index.ts';
import type { OpenedFile, RemoteFile } from '../source/source.ts';
import type { ArchiveContext } from './archive-context.ts';
import { archiveKey, recordKey } from './archive-keys.ts';
import { copyChecked } from './copy-checked.ts';
import { originalFiles } from './original-files.ts';

/**
 * Copies the files of a package to the archive, except those that are there already in the version that its source
 * has, and notes what is there now: in the archive, then in Redis.
 * @throws what sources throw, and Conflict `ArchiveDamaged`
 */
export async function keepOriginal(
  context: ArchiveContext,
  { path, origin }: Extract<ArchiveOrder, { kind: 'keep' }>,
  job: Job,
): Promise<ArchiveRecord> {
  const { archive, redis, sources } = context;
  const { isFile, files } = await originalFiles(await sourceOf(path).find(path, sources, job.signal));
  const before = await findRecord(redis, path);
  const total = [...files.values()].reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0);
  const kept: ArchivedFile[] = [];
  let done = 0;
  for (const [name, file] of files) {
    const known = before?.files.find((one) => one.name === name);
    const onBytes = (bytes: number) => job.progress((done + bytes) / Math.max(1, total, done + bytes));
    const one = await keepFile(context, { path, name, file, known }, onBytes, job);
    done += one.sizeBytes;
    kept.push(one);
  }
  const at = new Date().toISOString();
  const record: ArchiveRecord = { path, ...origin, at, isFile, files: kept };
  const json = JSON.stringify(record);
  await archive.write(recordKey(path), Buffer.from(json), { contentType: 'application/json' });
  await redis.hset(archiveKeys.records, path, json);
  return record;
}

interface Original {
  /** Of the package. */
  readonly path: string;
  /** In the package. */
  readonly name: string;
  readonly file: RemoteFile;
  /** What was archived of it before. */
  readonly known: ArchivedFile | undefined;
}

async function keepFile(
  { archive, options, sources }: ArchiveContext,
  { path, name, file, known }: Original,
  onBytes: (count: number) => void,
  { signal, transferred }: Job,
): Promise<ArchivedFile> {
  const opened = await file.open({ offset: 0, signal });
  if (known && isSame(known, opened) && (await archive.stat(known.key))?.sizeBytes === known.sizeBytes) {
    opened.stream.destroy();
    return known;
  }
  const { stream, sizeBytes, version } = opened;
  const key = archiveKey(path, name, version ?? newRun());
  const copied = await copyChecked(stream, {
    ...{ store: archive, key, readBack: options.readBack, signal, onBytes },
    maxBytes: sources.config.limits.packageBytes,
    ...(sizeBytes !== undefined && { sizeBytes }),
  });
  transferred('in', copied.sizeBytes);
  transferred('out', copied.sizeBytes);
  return { name, key, ...copied, ...(version !== undefined && { version }) };
}

const isSame = (known: ArchivedFile, { version, sizeBytes }: OpenedFile) =>
  version !== undefined && known.version === version && (sizeBytes ?? known.sizeBytes) === known.sizeBytes;
