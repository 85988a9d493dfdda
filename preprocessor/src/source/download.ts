import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPvsError, messageOf, sourceUnavailable } from '@pvs/core/errors';
import { workDirectoryProblem } from '../work-directory-problem.ts';
import { packageTooLarge } from './package-too-large.ts';
import type { OpenedFile, RemoteFile } from './source.ts';

/** Tries in a row that brought nothing, and tries at all: a source may drop a connection each gigabyte. */
const MAX_FRUITLESS = 3;
const MAX_TRIES = 100;
const PAUSE_MS = 100;

export interface Download {
  /** Absolute path of the file to write; its directory exists. */
  readonly target: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Called once the size is known, before the bytes come. */
  admit?(sizeBytes: number): Promise<void>;
  /** Bytes so far, of how many where that is known. */
  progress?(bytes: number, sizeBytes?: number): void;
}

/** How far a download is. */
interface Position {
  bytes: number;
  version?: string;
}

/**
 * Brings a file here. A connection that breaks is taken up where it broke, as long as the source has the same
 * version; else it begins anew.
 * @returns its size in bytes
 * @throws LimitExceeded `PackageTooLarge`, by what the source says and by what comes; SourceUnavailable
 *   `DownloadBroken`, `WorkDirectoryFull`; what the source throws
 */
export async function download(file: RemoteFile, given: Download): Promise<number> {
  const at: Position = { bytes: 0 };
  for (let tries = 1, fruitless = 0; ; tries += 1) {
    const before = at.bytes;
    try {
      return await continueDownload(file, given, at);
    } catch (error) {
      given.signal.throwIfAborted();
      const problem = workDirectoryProblem(error);
      if (problem) throw problem;
      const changed = isPvsError(error, 'Conflict');
      if (!changed && isPvsError(error) && !isPvsError(error, 'SourceUnavailable')) throw error;
      await takeStock(given.target, at, changed);
      fruitless = at.bytes > before ? 0 : fruitless + 1;
      if (fruitless >= MAX_FRUITLESS || tries >= MAX_TRIES) throw broken(file, at, error);
      await sleep(PAUSE_MS * 2 ** fruitless, undefined, { signal: given.signal });
    }
  }
}

async function continueDownload(file: RemoteFile, given: Download, at: Position): Promise<number> {
  const { maxBytes, signal, target } = given;
  const wanted = { offset: at.bytes, signal, ...(at.version !== undefined && { version: at.version }) };
  const opened = await file.open(wanted);
  try {
    if (opened.sizeBytes !== undefined) {
      if (opened.sizeBytes > maxBytes) throw packageTooLarge(file.name, opened.sizeBytes, maxBytes);
      await given.admit?.(opened.sizeBytes);
    }
    at.bytes = opened.offset;
    if (opened.version === undefined) delete at.version;
    else at.version = opened.version;
    const options = at.bytes === 0 ? { flags: 'w' } : { flags: 'r+', start: at.bytes };
    const count = countBytes(file, opened, given, at);
    await pipeline(opened.stream, count, createWriteStream(target, options), { signal });
  } finally {
    opened.stream.destroy();
  }
  if (opened.sizeBytes !== undefined && at.bytes !== opened.sizeBytes)
    throw sourceUnavailable(`it ended after ${at.bytes} bytes of ${opened.sizeBytes}`);
  return at.bytes;
}

function countBytes(file: RemoteFile, { sizeBytes }: OpenedFile, given: Download, at: Position): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      at.bytes += chunk.length;
      given.progress?.(at.bytes, sizeBytes);
      if (at.bytes > given.maxBytes) done(packageTooLarge(file.name, at.bytes, given.maxBytes));
      else done(null, chunk);
    },
  });
}

/** What has arrived on the disk; nothing where it cannot be gone on with. */
async function takeStock(target: string, at: Position, changed: boolean): Promise<void> {
  const resumable = !changed && at.version !== undefined;
  at.bytes = resumable
    ? await stat(target).then(
        ({ size }) => size,
        () => 0,
      )
    : 0;
  if (!resumable) delete at.version;
}

const broken = ({ name }: RemoteFile, { bytes }: Position, cause: unknown) =>
  isPvsError(cause, 'Conflict')
    ? sourceUnavailable(`${name} is replaced again and again while it is read`, {
        code: 'DownloadBroken',
        cause,
      })
    : sourceUnavailable(`download of ${name} broke off after ${bytes} bytes: ${messageOf(cause)}`, {
        code: 'DownloadBroken',
        cause,
      });
