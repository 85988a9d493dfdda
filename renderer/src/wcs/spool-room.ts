import { statfs } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { limitExceeded, sourceUnavailable } from '@pvs/core/errors';
import type { RendererContext } from '../renderer-context.ts';

/** File systems whose files are memory: tmpfs and ramfs (statfs(2)). */
const IN_MEMORY: readonly number[] = [0x01021994, 0x858458f6];
/** Of the memory that a temporary file in it may take. */
const SHARE = 1 / 4;

/** Bytes that a temporary file may have where such files are kept in memory; undefined where a disk has them. */
export async function spoolLimitBytes(directory = tmpdir()): Promise<number | undefined> {
  const { type } = await statfs(directory);
  return IN_MEMORY.includes(type) ? Math.floor(memoryBytes() * SHARE) : undefined;
}

const memoryBytes = () => Math.min(totalmem(), process.constrainedMemory() || Infinity);

/**
 * Refuses what would fill the memory.
 * @param sizeBytes at most
 * @throws LimitExceeded where temporary files are in memory
 */
export async function checkSpoolRoom(sizeBytes: number, directory = tmpdir()): Promise<void> {
  const allowed = await spoolLimitBytes(directory);
  if (allowed === undefined || sizeBytes <= allowed) return;
  throw limitExceeded(
    `up to ${sizeBytes} bytes are to be compressed: allowed are up to ${allowed}, since temporary files are in memory here (${directory}); ask for a part, or without compression`,
    { detail: { locator: 'geotiff:compression' } },
  );
}

/** What a full disk says of itself is not for clients. */
export const asSpoolError = (error: unknown): unknown =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
    ? sourceUnavailable('there is no room for temporary files: try again later, or without compression', {
        code: 'NoRoom',
        cause: error,
      })
    : error;

/** Says at the start what operators should know of temporary files that are in memory. */
export async function reportSpool({ log, stack }: Pick<RendererContext, 'log' | 'stack'>): Promise<void> {
  const allowedBytes = await spoolLimitBytes();
  const { maxCoverageBytes } = stack.limits;
  if (allowedBytes === undefined || allowedBytes >= maxCoverageBytes) return;
  log.warn(
    { directory: tmpdir(), allowedBytes, maxCoverageBytes, wanted: 'TMPDIR on a disk' },
    'Coverages:SpoolInMemory',
  );
}
