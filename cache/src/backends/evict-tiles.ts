import { type KeptTile, type TileBackend, USE_GRAIN_MS } from './tile-backend.ts';

/** What is kept, before and after. */
export interface Eviction {
  readonly tiles: number;
  readonly sizeBytes: number;
  readonly removedTiles: number;
  readonly removedBytes: number;
}

/** Below the limit by this much, so that not every new tile makes another removal necessary. */
const TARGET_SHARE = 0.9;
/** Keys held in memory between two removals. */
const BATCH = 1000;

/**
 * Removes the tiles that were not used for longest until what is kept takes nine tenths of `maxBytes`. Tiles are
 * listed twice and never held all at once: first for how much was last used when, then for what is older than that.
 */
export async function evictTiles(
  backend: TileBackend,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Eviction> {
  const bytesByTime = new Map<number, number>();
  let [tiles, sizeBytes] = [0, 0];
  for await (const tile of backend.list('')) {
    signal?.throwIfAborted();
    tiles += 1;
    sizeBytes += tile.sizeBytes;
    bytesByTime.set(grainOf(tile), (bytesByTime.get(grainOf(tile)) ?? 0) + tile.sizeBytes);
  }
  const excess = sizeBytes > maxBytes ? sizeBytes - maxBytes * TARGET_SHARE : 0;
  if (excess === 0) return { tiles, sizeBytes, removedTiles: 0, removedBytes: 0 };
  const removed = await removeOldest(backend, excess, lastGrainOf(bytesByTime, excess), signal);
  return { tiles, sizeBytes, ...removed };
}

/** An hour: what use is remembered by is coarser. */
const GRAIN_MS = USE_GRAIN_MS / 24;
const grainOf = ({ usedMs }: KeptTile) => Math.floor(usedMs / GRAIN_MS);

/** The newest hour of which something has to go. */
function lastGrainOf(bytesByTime: ReadonlyMap<number, number>, excess: number): number {
  let sum = 0;
  for (const [grain, bytes] of [...bytesByTime].sort(([a], [b]) => a - b)) {
    sum += bytes;
    if (sum >= excess) return grain;
  }
  return Infinity;
}

/** All that is older than the hour, and of the hour as much as has to go. */
async function removeOldest(backend: TileBackend, excess: number, lastGrain: number, signal?: AbortSignal) {
  const older = await removeWhere(backend, (tile) => grainOf(tile) < lastGrain, Infinity, signal);
  const rest = excess - older.removedBytes;
  const last = await removeWhere(backend, (tile) => grainOf(tile) === lastGrain, rest, signal);
  return {
    removedTiles: older.removedTiles + last.removedTiles,
    removedBytes: older.removedBytes + last.removedBytes,
  };
}

async function removeWhere(
  backend: TileBackend,
  goes: (tile: KeptTile) => boolean,
  bytes: number,
  signal?: AbortSignal,
) {
  let batch: string[] = [];
  let [removedTiles, removedBytes] = [0, 0];
  for await (const tile of backend.list('')) {
    if (removedBytes >= bytes) break;
    if (!goes(tile)) continue;
    signal?.throwIfAborted();
    batch.push(tile.key);
    removedTiles += 1;
    removedBytes += tile.sizeBytes;
    if (batch.length < BATCH) continue;
    await backend.remove(batch);
    batch = [];
  }
  await backend.remove(batch);
  return { removedTiles, removedBytes };
}
