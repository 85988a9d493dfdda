import type { ObjectStore } from '@pvs/core/storage/object-store';
import { SpareMemory } from './spare-memory.ts';
import { type TileBackend, USE_GRAIN_MS } from './tile-backend.ts';

/** More than any tile needs: a tile is read in one request without asking for its size first. */
const MAX_TILE_BYTES = 8 * 1024 ** 2;

/**
 * Tiles as objects of a bucket. An object store knows when an object was written, not when it was read: a tile that
 * is read long after is written again.
 */
export function objectBackend(store: ObjectStore, now: () => number = Date.now): TileBackend {
  const memory = new SpareMemory();
  const allocate = (sizeBytes: number) => memory.take(sizeBytes);
  return {
    takeBack: (body) => memory.takeBack(body),
    async get(key) {
      const object = await store.readWhole(key, MAX_TILE_BYTES, allocate);
      if (!object) return undefined;
      // Should it fail, the tile only seems older than it is. Its memory may be another tile's before it is written.
      if (now() - object.modified.getTime() > USE_GRAIN_MS) {
        void store.write(key, Buffer.from(object.body)).catch(() => undefined);
      }
      return object.body;
    },
    put: (key, body) => store.write(key, body),
    async *list(prefix) {
      for await (const { key, sizeBytes, modified } of store.list(prefix)) {
        yield { key, sizeBytes, usedMs: modified.getTime() };
      }
    },
    async remove(keys) {
      for (const key of keys) await store.remove(key);
    },
    close: () => undefined,
  };
}
