import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { Found, OpenedFile, RemoteFile } from '../source/source.ts';

/** The files of a package where they are, by their paths in it. */
export interface Originals {
  /** Whether the package is one file. */
  readonly isFile: boolean;
  readonly files: ReadonlyMap<string, RemoteFile>;
}

/** What of a package is kept: itself, or all files of an unpacked one. Links are not followed. */
export async function originalFiles(found: Found): Promise<Originals> {
  if ('file' in found) return { isFile: true, files: new Map([[found.fileName, found.file]]) };
  if ('files' in found) return { isFile: false, files: found.files };
  const { local } = found;
  const own = await stat(local);
  if (own.isFile()) return { isFile: true, files: new Map([[basename(local), localFile(local, own.size)]]) };
  const files = new Map<string, RemoteFile>();
  for (const entry of await readdir(local, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(local, path), localFile(path, (await stat(path)).size));
  }
  return { isFile: false, files };
}

const localFile = (path: string, sizeBytes: number): RemoteFile => ({
  name: path,
  sizeBytes,
  async open({ signal }): Promise<OpenedFile> {
    const { size, mtimeMs, ino } = await stat(path);
    const stream = createReadStream(path, { signal });
    return { stream, offset: 0, sizeBytes: size, version: `${size} ${mtimeMs} ${ino}` };
  },
});
