import { isPvsError } from '@pvs/core/errors';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import type { TileBackend } from './tile-backend.ts';

/** More than any tile needs: a tile is read in one request without asking for its size first. */
const MAX_TILE_BYTES = 8 * 1024 ** 2;

/** Tiles as objects of a bucket or files of a directory. */
export function objectBackend(store: ObjectStore): TileBackend {
  return {
    async get(key) {
      try {
        return await store.readRange(key, 0, MAX_TILE_BYTES);
      } catch (error) {
        if (isPvsError(error, 'NotFound')) return undefined;
        throw error;
      }
    },
    put: (key, body) => store.write(key, body),
  };
}
