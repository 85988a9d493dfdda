import type { Box } from '../geometry/box.ts';

/** One zoom level. Rows count down from the top left corner, as in WMTS (OGC 07-057r7 §6.1). */
export interface TileMatrix {
  readonly zoom: number;
  /** CRS units per pixel. */
  readonly resolution: number;
  readonly scaleDenominator: number;
  readonly columns: number;
  readonly rows: number;
}

/** A tile matrix set whose levels share one top left corner and tile size. */
export interface TileMatrixSet {
  readonly id: string;
  /** Other names under which clients ask for it. */
  readonly aliases: readonly string[];
  readonly title: string;
  readonly crs: string;
  /** Given only where the scales match the registered set exactly. */
  readonly wellKnownScaleSet?: string;
  /** Top left corner, x then y. */
  readonly origin: readonly [number, number];
  readonly tileSizePx: 256 | 512;
  /** Zoom of the first matrix that is served; 0 unless given. */
  readonly firstZoom?: number;
  readonly matrices: readonly TileMatrix[];
}

export interface TileAddress {
  readonly zoom: number;
  readonly column: number;
  readonly row: number;
}

/** Inclusive ranges of columns and rows of one zoom. */
export interface TileRange {
  readonly zoom: number;
  readonly minColumn: number;
  readonly maxColumn: number;
  readonly minRow: number;
  readonly maxRow: number;
}

/** The rectangle a range of tiles covers, or one tile where the range is one tile. */
export function rangeBox(tms: TileMatrixSet, range: TileRange): Box {
  const span = matrixAt(tms, range.zoom).resolution * tms.tileSizePx;
  const [x, y] = tms.origin;
  return {
    crs: tms.crs,
    minX: x + range.minColumn * span,
    minY: y - (range.maxRow + 1) * span,
    maxX: x + (range.maxColumn + 1) * span,
    maxY: y - range.minRow * span,
  };
}

export function tileBox(tms: TileMatrixSet, { zoom, column, row }: TileAddress): Box {
  return rangeBox(tms, { zoom, minColumn: column, maxColumn: column, minRow: row, maxRow: row });
}

/** The tiles of a zoom that share area with a box of the set's CRS; undefined for none. */
export function tilesIn(tms: TileMatrixSet, zoom: number, box: Box): TileRange | undefined {
  const matrix = matrixAt(tms, zoom);
  const span = matrix.resolution * tms.tileSizePx;
  const [x, y] = tms.origin;
  // A box that only touches a tile's edge, up to rounding, does not ask for that tile.
  const tolerance = 1e-6;
  const range = {
    zoom,
    minColumn: Math.max(0, Math.floor((box.minX - x) / span + tolerance)),
    maxColumn: Math.min(matrix.columns - 1, Math.ceil((box.maxX - x) / span - tolerance) - 1),
    minRow: Math.max(0, Math.floor((y - box.maxY) / span + tolerance)),
    maxRow: Math.min(matrix.rows - 1, Math.ceil((y - box.minY) / span - tolerance) - 1),
  };
  return range.minColumn <= range.maxColumn && range.minRow <= range.maxRow ? range : undefined;
}

/** True where the set has such a tile. */
export function hasTile(tms: TileMatrixSet, { zoom, column, row }: TileAddress): boolean {
  const matrix = tms.matrices[zoom];
  if (zoom < (tms.firstZoom ?? 0)) return false;
  return matrix !== undefined && column >= 0 && row >= 0 && column < matrix.columns && row < matrix.rows;
}

/** @throws RangeError for a zoom the set does not have: callers check requests with {@link hasTile} first. */
export function matrixAt(tms: TileMatrixSet, zoom: number): TileMatrix {
  const matrix = tms.matrices[zoom];
  if (!matrix) throw new RangeError(`${tms.id} has no tile matrix ${zoom}`);
  return matrix;
}
