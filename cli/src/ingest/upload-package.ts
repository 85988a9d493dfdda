import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { invalidInput } from '@pvs/core/errors';
import type { ObjectStore } from '@pvs/core/storage/object-store';

/** A file of this machine and the object it becomes. */
interface Upload {
  readonly file: string;
  readonly key: string;
}

/**
 * Uploads a file, or a directory with everything below it, to `{collection}/{basename}`.
 * @returns the object path to push; undefined where this machine has no such file
 */
export async function uploadPackage(
  path: string,
  collection: string,
  store: ObjectStore,
  say: (line: string) => void,
): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  const root = resolve(path);
  const target = `${collection}/${basename(root)}`;
  const uploads = found.isDirectory() ? await uploadsBelow(root, target) : [{ file: root, key: target }];
  if (uploads.length === 0) throw invalidInput(`${path} is an empty directory`, { code: 'InvalidArguments' });
  say(`uploading ${path} to ${store.url}/${target}`);
  for (const { file, key } of uploads) await store.write(key, createReadStream(file));
  return target;
}

async function uploadsBelow(root: string, target: string): Promise<Upload[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ file, key: `${target}/${relative(root, file).split(sep).join('/')}` }));
}
