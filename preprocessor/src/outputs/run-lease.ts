import { hostname } from 'node:os';
import type { Sidecar } from '@pvs/core/catalogue/sidecar';
import { isPvsError } from '@pvs/core/errors';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { isCoveragesKey, runOf } from '@pvs/core/storage/product-keys';

/**
 * What says that a run is writing objects below a prefix. It is there before the first of them and goes when the
 * product's list names them, so what lies here for long belongs to a run that died.
 */
const LEASES = '.runs/';
const leaseKey = (run: string) => `${LEASES}${run}.json`;

export async function openLease(store: ObjectStore, run: string, prefix: string): Promise<void> {
  const text = JSON.stringify({ prefix, by: `${hostname()}_${process.pid}` });
  await store.write(leaseKey(run), Buffer.from(text), { contentType: 'application/json' });
}

export const closeLease = (store: ObjectStore, run: string): Promise<void> => store.remove(leaseKey(run));

/**
 * Removes what runs left that opened their lease before a time and never finished. Nobody was told of their objects.
 * @returns the keys that were removed
 */
export async function sweepRuns(store: ObjectStore, before: Date): Promise<readonly string[]> {
  const removed: string[] = [];
  for await (const { key, modified } of store.list(LEASES)) {
    const run = key.slice(LEASES.length).replace(/\.json$/, '');
    if (modified >= before) continue;
    for (const leftover of await leftoversOf(store, run, key)) {
      await store.remove(leftover);
      removed.push(leftover);
    }
    // Last: a sweep that dies is made again.
    await closeLease(store, run);
  }
  return removed;
}

/** The objects of a run; none where the product's list names it, so that it died only after it was done. */
async function leftoversOf(store: ObjectStore, run: string, lease: string): Promise<readonly string[]> {
  const { prefix } = (await readJson<{ prefix: string }>(store, lease)) ?? {};
  if (prefix === undefined) return [];
  const found: string[] = [];
  for await (const { key } of store.list(`${prefix}/`)) {
    if (runOf(key) === run) found.push(key);
    else if (isCoveragesKey(key) && (await readJson<Sidecar>(store, key))?.run === run) return [];
  }
  return found;
}

async function readJson<Content>(store: ObjectStore, key: string): Promise<Partial<Content> | undefined> {
  try {
    const { sizeBytes } = (await store.stat(key)) ?? { sizeBytes: 0 };
    return JSON.parse((await store.readRange(key, 0, sizeBytes)).toString()) as Partial<Content>;
  } catch (error) {
    if (isPvsError(error, 'SourceUnavailable')) throw error;
    return undefined;
  }
}
