import type { StackConfig } from '@pvs/core/config/stack';
import { invalidInput, limitExceeded, notFound } from '@pvs/core/errors';
import type { ObjectStat, ObjectStore } from '@pvs/core/storage/object-store';
import { isCoveragesKey, runOf } from '@pvs/core/storage/product-keys';
import { packageTooLarge } from './package-too-large.ts';

/**
 * The objects below a prefix that are an unpacked product's sources, by their path below it.
 * Left out is what runs of the preprocessor wrote there.
 * @throws NotFound `PackageMissing` for none; LimitExceeded `PackageTooLarge`; InvalidInput `InvalidKey` for a key
 *   that cannot be a file
 */
export async function listPrefix(
  store: ObjectStore,
  prefix: string,
  { packageBytes, packageEntries }: StackConfig['limits'],
): Promise<Map<string, ObjectStat>> {
  const root = `${prefix}/`;
  const objects = new Map<string, ObjectStat>();
  let total = 0;
  for await (const object of store.list(root)) {
    // Some tools mark directories by empty objects.
    if (isOwn(object.key) || object.key.endsWith('/')) continue;
    objects.set(relativePath(object.key, root), object);
    total += object.sizeBytes;
    if (objects.size > packageEntries) throw tooMany(root, packageEntries);
    if (total > packageBytes) throw packageTooLarge(root, total, packageBytes);
  }
  if (objects.size > 0) return objects;
  throw notFound(`there is no object '${prefix}' and none below '${root}' in ${store.url}`, {
    code: 'PackageMissing',
    detail: { path: prefix },
  });
}

const isOwn = (key: string) => runOf(key) !== undefined || isCoveragesKey(key);

/** Object stores take any key; a directory does not. */
function relativePath(key: string, root: string): string {
  const path = key.slice(root.length);
  const steps = path.split('/');
  if (!/[\\\p{Cc}]/u.test(path) && !steps.some((step) => ['', '.', '..'].includes(step))) return path;
  throw invalidInput(`object '${key}' cannot be a file: expected a path without empty, . and .. parts`, {
    code: 'InvalidKey',
    detail: { key },
  });
}

const tooMany = (root: string, allowed: number) =>
  limitExceeded(`package '${root}' has more than ${allowed} objects (limits.packageEntries)`, {
    code: 'PackageTooLarge',
    detail: { allowed },
  });
