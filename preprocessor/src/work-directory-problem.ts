import { statfs } from 'node:fs/promises';
import { type PvsError, sourceUnavailable } from '@pvs/core/errors';

/** Errors of a file system that pass when somebody makes room or mends it. */
const FULL = ['ENOSPC', 'EDQUOT'];
const BROKEN = ['EIO', 'EROFS', 'ENFILE', 'EMFILE', 'ESTALE'];
/** How GDAL and its libraries say the first. */
const FULL_SENTENCE = /no space left on device|disk quota exceeded/i;

/** An error of the work directory's file system as one that passes; undefined for any other. */
export function workDirectoryProblem(error: unknown): PvsError | undefined {
  const { code = '', message = '' } = (error ?? {}) as NodeJS.ErrnoException;
  if (FULL.includes(code) || FULL_SENTENCE.test(message)) return full(`(${message})`, error);
  if (!BROKEN.includes(code)) return undefined;
  return sourceUnavailable(`the work directory failed: ${message}`, {
    code: 'WorkDirectoryFailed',
    cause: error,
  });
}

/**
 * Makes sure that so much fits before it is begun; what others write meanwhile may still fill it.
 * @throws SourceUnavailable `WorkDirectoryFull`
 */
export async function requireSpace(directory: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize < bytes) throw full(`: ${bytes} bytes are needed, ${bavail * bsize} are free`);
}

const full = (why: string, cause?: unknown) =>
  sourceUnavailable(
    `no space left in the work directory (PVS_DATA_DIR)${why.startsWith(':') ? '' : ' '}${why}`,
    { code: 'WorkDirectoryFull', cause },
  );
