import type { Sidecar } from '@pvs/core/catalogue/sidecar';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { isCoveragesKey } from '@pvs/core/storage/product-keys';

/**
 * Keys of what an earlier run wrote directly below a prefix: its lists of coverages and the objects they name. What
 * else lies there is somebody's source.
 */
export async function earlierOutputs(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key, sizeBytes } of store.list(`${prefix}/`)) {
    if (!isCoveragesKey(key) || key.slice(prefix.length + 1).includes('/')) continue;
    const named = namedKeys(await store.readRange(key, 0, sizeBytes));
    if (named) keys.push(key, ...named.filter((other) => other.startsWith(`${prefix}/`)));
  }
  return keys;
}

/** Keys that a list names, of whatever version; undefined for what is no list of ours. */
function namedKeys(json: Buffer): string[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json.toString());
  } catch {
    return undefined;
  }
  const list = Array.isArray(parsed)
    ? { coverages: parsed as unknown[] }
    : (parsed as Partial<Sidecar> | null);
  if (!Array.isArray(list?.coverages)) return undefined;
  const { coverages, masks, quicklook } = list as Partial<Sidecar>;
  const named = [...(coverages ?? []), ...(masks ?? []), ...(quicklook ? [quicklook] : [])];
  const keys = named.map((one) => (one as { objectKey?: unknown } | null)?.objectKey);
  return keys.every((key) => typeof key === 'string') ? keys : undefined;
}
