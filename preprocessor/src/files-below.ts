import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Regular files below a directory: absolute paths by their path inside it, in name order. Links are left out. */
export async function filesBelow(directory: string): Promise<Map<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(directory.length + 1), path] as const);
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}
