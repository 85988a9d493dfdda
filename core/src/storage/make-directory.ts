import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a directory and those above it that are missing; nothing where it is there. `mkdir` with `recursive` never
 * ends where a directory that is there answers `ENOENT`, as those of Linux's /proc do.
 * @throws what the file system says, which names the path
 */
export async function makeDirectory(path: string, mode?: number): Promise<void> {
  try {
    await mkdir(path, mode);
  } catch (error) {
    if (await isDirectory(path)) return;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeDirectory(dirname(path), mode);
    await makeIn(path, mode);
  }
}

/** Somebody else may have made it since. */
async function makeIn(path: string, mode?: number): Promise<void> {
  await mkdir(path, mode).catch(async (error: unknown) => {
    if (!(await isDirectory(path))) throw error;
  });
}

const isDirectory = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
