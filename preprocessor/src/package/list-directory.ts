import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { UnpackContext } from './extraction.ts';
import type { PackageEntry } from './package-entry.ts';
import { unsafePackage } from './package-error.ts';
import { safePath } from './package-path.ts';

/** The files of a package that is a directory, where they are. Links are refused as in archives. */
export async function listDirectory(directory: string, context: UnpackContext): Promise<PackageEntry[]> {
  const entries: PackageEntry[] = [];
  await list(directory, '', entries, context);
  return entries;
}

async function list(directory: string, within: string, entries: PackageEntry[], context: UnpackContext) {
  for (const found of await readdir(join(directory, within), { withFileTypes: true })) {
    context.signal.throwIfAborted();
    context.budget.countEntry();
    const path = safePath(within === '' ? found.name : `${within}/${found.name}`, context.limits);
    if (found.isDirectory()) await list(directory, path, entries, context);
    else if (found.isFile()) entries.push(await fileEntry(directory, path, context));
    else throw unsafePackage(path, 'it is neither a file nor a directory');
  }
}

async function fileEntry(directory: string, path: string, { budget }: UnpackContext): Promise<PackageEntry> {
  const file = join(directory, path);
  const { size: sizeBytes } = await stat(file);
  budget.countBytes(path, 0, sizeBytes);
  return { path, file, sizeBytes };
}
