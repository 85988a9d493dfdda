import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { conflict } from '@pvs/core/errors';
import { measureStream } from '@pvs/core/storage/measure-stream';
import type { ObjectStore } from '@pvs/core/storage/object-store';

/** Where a copy goes, and what it must be. */
export interface CopyTarget {
  readonly store: ObjectStore;
  readonly key: string;
  readonly maxBytes: number;
  /** As far as it is known before. */
  readonly sizeBytes?: number;
  /** Hexadecimal, of what the stream must be. */
  readonly sha256?: string;
  /** Whether what was stored is read again. */
  readonly readBack: boolean;
  readonly signal: AbortSignal;
  /** Bytes that were stored so far. */
  onBytes(count: number): void;
}

/** What was copied. */
export interface Copied {
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/**
 * Stores a stream as it comes, and makes sure of it: its SHA-256 is worked out on the way and compared with what is
 * expected, and with what the store gives back. The store itself compares the MD5 of each part.
 * @throws Conflict `ArchiveDamaged` where they differ, and then nothing stays; SourceUnavailable; LimitExceeded
 */
export async function copyChecked(stream: Readable, target: CopyTarget): Promise<Copied> {
  const { store, key, sizeBytes, signal } = target;
  const measure = measureStream(target.maxBytes);
  await Promise.all([
    pipeline(stream, (bytes) => counted(bytes as AsyncIterable<Buffer>, target), measure, { signal }),
    store.write(key, measure, { signal, ...(sizeBytes !== undefined && { sizeBytes }) }),
  ]);
  const copied = measure.result();
  const problem = wrongStream(copied, target) ?? (await wrongCopy(copied, target));
  if (problem === undefined) return copied;
  await store.remove(key);
  throw conflict(`the copy '${key}' in ${store.url} is not what it must be: ${problem}`, {
    code: 'ArchiveDamaged',
    detail: { key, expected: target.sha256 ?? copied.sha256 },
  });
}

async function* counted(stream: AsyncIterable<Buffer>, { onBytes }: CopyTarget): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of stream) {
    yield chunk;
    onBytes((bytes += chunk.length));
  }
}

function wrongStream(copied: Copied, { sizeBytes, sha256 }: CopyTarget): string | undefined {
  if (sizeBytes !== undefined && copied.sizeBytes !== sizeBytes)
    return `${copied.sizeBytes} bytes came, expected ${sizeBytes}`;
  if (sha256 === undefined || copied.sha256 === sha256) return undefined;
  return `what came has the SHA-256 ${copied.sha256}, expected ${sha256}`;
}

async function wrongCopy(copied: Copied, { store, key, readBack, signal }: CopyTarget) {
  if (!readBack) return undefined;
  const hash = createHash('sha256');
  await pipeline(await store.read(key, { signal }), hash, { signal });
  const found = hash.digest('hex');
  return found === copied.sha256
    ? undefined
    : `read back it has the SHA-256 ${found}, expected ${copied.sha256}`;
}
