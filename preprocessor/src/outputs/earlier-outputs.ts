import type { Coverage } from '@pvs/core/catalogue/product';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { isCoveragesKey } from '@pvs/core/storage/product-keys';

/**
 * Keys of what an earlier run wrote directly below a prefix: its lists of coverages and the COGs they name. What
 * else lies there is somebody's source.
 */
export async function earlierOutputs(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key, sizeBytes } of store.list(`${prefix}/`)) {
    if (!isCoveragesKey(key) || key.slice(prefix.length + 1).includes('/')) continue;
    const coverages = parseCoverages(await store.readRange(key, 0, sizeBytes));
    if (!coverages) continue;
    keys.push(key, ...coverages.map((c) => c.objectKey).filter((other) => other.startsWith(`${prefix}/`)));
  }
  return keys;
}

const isOurs = (one: unknown) => typeof (one as Coverage | null)?.objectKey === 'string';

function parseCoverages(json: Buffer): readonly Pick<Coverage, 'objectKey'>[] | undefined {
  try {
    const parsed: unknown = JSON.parse(json.toString());
    return Array.isArray(parsed) && parsed.every(isOurs) ? (parsed as Coverage[]) : undefined;
  } catch {
    return undefined;
  }
}
