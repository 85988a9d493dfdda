import type { TileBackend } from './tile-backend.ts';

/** What is kept of one zoom of a collection in a tile matrix set. */
export interface KeptZoom {
  readonly collection: string;
  readonly tileMatrixSet: string;
  readonly zoom: number;
  readonly tiles: number;
  readonly sizeBytes: number;
}

/** Counts what a backend keeps, by the parts of its keys (see `TilePlan.key`). */
export async function measureTiles(backend: TileBackend): Promise<KeptZoom[]> {
  const zooms = new Map<string, KeptZoom>();
  for await (const { key, sizeBytes } of backend.list('')) {
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
  return [...zooms.values()].sort(
    (a, b) =>
      a.collection.localeCompare(b.collection) ||
      a.tileMatrixSet.localeCompare(b.tileMatrixSet) ||
      a.zoom - b.zoom,
  );
}
