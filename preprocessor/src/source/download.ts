import { createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isPvsError, limitExceeded, messageOf, sourceUnavailable } from '@pvs/core/errors';
import type { ObjectStore } from '@pvs/core/storage/object-store';

export interface Download {
  readonly key: string;
  /** Absolute path of the file to write; its directory exists. */
  readonly target: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Bytes so far. */
  progress(bytes: number): void;
}

/**
 * Streams an object to a file.
 * @throws LimitExceeded `PackageTooLarge`; SourceUnavailable `DownloadBroken` where the connection or the disk fails
 */
export async function download(store: ObjectStore, given: Download): Promise<void> {
  const source = await store.read(given.key);
  try {
    await pipeline(source, countBytes(given), createWriteStream(given.target), { signal: given.signal });
  } catch (cause) {
    if (isPvsError(cause) || given.signal.aborted) throw cause;
    throw sourceUnavailable(`download of '${given.key}' from ${store.url} broke off: ${messageOf(cause)}`, {
      code: 'DownloadBroken',
      cause,
    });
  }
}

function countBytes({ key, maxBytes, progress }: Download): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      progress(bytes);
      if (bytes > maxBytes) done(packageTooLarge(key, bytes, maxBytes));
      else done(null, chunk);
    },
  });
}

/** A LimitExceeded `PackageTooLarge`. */
export const packageTooLarge = (key: string, given: number, allowed: number) =>
  limitExceeded(`package '${key}' has ${given} bytes: allowed are ${allowed} (limits.packageBytes)`, {
    code: 'PackageTooLarge',
    detail: { given, allowed },
  });
