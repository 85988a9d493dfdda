import { archiveRecords, type ArchiveRecord, findRecord } from '@pvs/core/archive/archive-record';
import { invalidInput } from '@pvs/core/errors';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { prefixOf } from '@pvs/core/storage/product-keys';
import { printable } from '../printable.ts';

/**
 * An archived package by its path, or by the name that its path ends with, with or without extension.
 * @throws InvalidInput `Ambiguous` where several have that name
 */
export async function findArchived(redis: ScriptedRedis, id: string): Promise<ArchiveRecord | undefined> {
  const exact = await findRecord(redis, id);
  if (exact) return exact;
  const found: ArchiveRecord[] = [];
  for await (const record of archiveRecords(redis)) if (isCalled(record.path, id)) found.push(record);
  if (found.length <= 1) return found[0];
  const paths = found.slice(0, 5).map(({ path }) => printable(path));
  throw invalidInput(
    `${found.length} packages are called '${printable(id)}': name one of ${paths.join(', ')}`,
    {
      code: 'Ambiguous',
    },
  );
}

const isCalled = (path: string, id: string) =>
  [path, prefixOf(path)].some((name) => name.endsWith(`/${id}`) || name === id);
