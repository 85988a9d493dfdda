import type { CacheSize, KeptZoom } from '@pvs/core/observe/cache-size';
import type { TileBackend } from './tile-backend.ts';

/** Counts what a backend keeps, by the parts of its keys (see `TilePlan.key`). */
export async function measureTiles(backend: TileBackend, signal?: AbortSignal): Promise<CacheSize> {
  const began = performance.now();
  const zooms = new Map<string, KeptZoom>();
  for await (const { key, sizeBytes } of backend.list('')) {
    signal?.throwIfAborted();
    const [collection = '', tileMatrixSet = '', zoom = ''] = key.split('/').map(decodeURIComponent);
    const name = JSON.stringify([collection, tileMatrixSet, zoom]);
    const before = zooms.get(name);
    zooms.set(name, {
      collection,
      tileMatrixSet,
      zoom: Number(zoom),
      tiles: (before?.tiles ?? 0) + 1,
      sizeBytes: (before?.sizeBytes ?? 0) + sizeBytes,
    });
  }
  const sorted = [...zooms.values()].sort(
    (a, b) =>
      a.collection.localeCompare(b.collection) ||
      a.tileMatrixSet.localeCompare(b.tileMatrixSet) ||
      a.zoom - b.zoom,
  );
  return {
    at: new Date().toISOString(),
    seconds: Math.round(performance.now() - began) / 1000,
    tiles: sorted.reduce((sum, { tiles }) => sum + tiles, 0),
    sizeBytes: sorted.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    zooms: sorted,
  };
}
