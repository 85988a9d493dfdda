import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { invalidInput, notFound } from '@pvs/core/errors';

/**
 * The real path of a file or directory that is named by an absolute path: links are followed first, so that one
 * below a source directory leads nowhere else.
 * @throws NotFound `PackageMissing`; InvalidInput `SourceNotAllowed` where it is below none of the directories
 */
export async function allowedPath(path: string, sourceDirs: readonly string[]): Promise<string> {
  const real = await realpath(path).catch((cause: unknown) => {
    throw notFound(`there is no ${path} on this machine`, { code: 'PackageMissing', cause });
  });
  for (const directory of sourceDirs) {
    const root = await realpath(directory).catch(() => undefined);
    if (root !== undefined && real.startsWith(root.endsWith(sep) ? root : root + sep)) return real;
  }
  const allowed = sourceDirs.length > 0 ? sourceDirs.join(', ') : 'none (PVS_SOURCE_DIRS is empty)';
  throw invalidInput(
    `${path} is not below a directory that packages may be read from: allowed are ${allowed}`,
    { code: 'SourceNotAllowed', detail: { given: path } },
  );
}
