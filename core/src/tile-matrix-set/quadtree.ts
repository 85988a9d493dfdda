import { requireCrs } from '../crs/crs.ts';
import type { TileMatrixSet } from './tile-matrix-set.ts';

/** Size of the standardised rendering pixel, metres (OGC 07-057r7 §6.1). */
const PIXEL_M = 0.00028;
export const MAX_ZOOM = 24;

/** A set each of whose zooms halves the pixels of the one before. */
export interface Quadtree extends Omit<TileMatrixSet, 'matrices'> {
  /** Of zoom 0: CRS units per pixel, and tiles each way. */
  readonly resolution: number;
  readonly columns: number;
  readonly rows: number;
}

export function quadtree({ resolution, columns, rows, ...set }: Quadtree): TileMatrixSet {
  const { metresPerUnit } = requireCrs(set.crs);
  const matrices = Array.from({ length: MAX_ZOOM + 1 }, (_, zoom) => ({
    zoom,
    resolution: resolution / 2 ** zoom,
    scaleDenominator: ((resolution / 2 ** zoom) * metresPerUnit) / PIXEL_M,
    columns: columns * 2 ** zoom,
    rows: rows * 2 ** zoom,
  }));
  return { ...set, matrices };
}
