import { invalidInput, isPvsError, messageOf, sourceUnavailable } from '@pvs/core/errors';
import { workDirectoryProblem } from '../work-directory-problem.ts';

/** An `InvalidInput` with code `UnsafePackage`: an entry that could reach out of its directory. */
export function unsafePackage(entry: string, reason: string) {
  const shown = JSON.stringify(entry.slice(0, 200));
  return invalidInput(`package entry ${shown} is not allowed: ${reason}`, {
    code: 'UnsafePackage',
    detail: { entry: entry.slice(0, 200), reason },
  });
}

/** An `InvalidInput` with code `InvalidPackage`: damaged, empty or not an archive. */
export function invalidPackage(reason: string, cause?: unknown) {
  return invalidInput(`package cannot be unpacked: ${reason}`, { code: 'InvalidPackage', cause });
}

/**
 * What went wrong while an archive was read, as an error of this project: errors of the system (disk full, file
 * gone) can pass, everything else lies in the archive.
 */
export function packageError(error: unknown, kind: string): Error {
  if (isPvsError(error)) return error;
  if (error instanceof Error && error.name === 'AbortError') return error;
  const full = workDirectoryProblem(error);
  if (full) return full;
  if (error instanceof Error && 'syscall' in error) {
    return sourceUnavailable(`work directory failed: ${error.message}`, {
      code: 'WorkDirectoryFailed',
      cause: error,
    });
  }
  return invalidPackage(`its ${kind} is damaged or cut short (${messageOf(error)})`, error);
}
