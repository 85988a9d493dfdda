import { Readable } from 'node:stream';
import type { ObjectStat, ObjectStore } from '@pvs/core/storage/object-store';
import type { ByteRange } from './byte-range.ts';
import type { StoredPlan } from './plan-stored.ts';

/** Bytes read at once for a range. */
const CHUNK_BYTES = 4 * 1024 ** 2;

/** The bytes that a plan sends, of the object as it was looked at. */
export async function readStored(
  { key, etag }: ObjectStat,
  part: NonNullable<StoredPlan['part']>,
  store: ObjectStore,
  signal?: AbortSignal,
): Promise<Readable> {
  if (part === 'whole') return store.read(key, { etag, ...(signal ? { signal } : {}) });
  return Readable.from(chunksOf(store, key, part, signal), { objectMode: false });
}

async function* chunksOf(store: ObjectStore, key: string, { first, last }: ByteRange, signal?: AbortSignal) {
  for (let offset = first; offset <= last; offset += CHUNK_BYTES) {
    yield await store.readRange(key, offset, Math.min(CHUNK_BYTES, last - offset + 1), signal);
  }
}
