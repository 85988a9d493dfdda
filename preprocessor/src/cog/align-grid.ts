import type { Box } from '@pvs/core/geometry/box';
import type { TileMatrix, TileMatrixSet } from '@pvs/core/tile-matrix-set/tile-matrix-set';

/** A north-up grid of pixels in a CRS. */
export interface TargetGrid {
  readonly box: Box;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A grid whose blocks are tiles. */
export interface AlignedGrid extends TargetGrid {
  /** Zoom whose tiles the blocks at full resolution are. */
  readonly zoom: number;
}

/** Rounding of coordinates, as a share of a tile: below it a box only touches the next tile. */
const TOUCHES = 1e-6;

/**
 * The grid of whole tiles around a box, at the zoom whose resolution is the nearest by ratio, as GDAL's
 * `TILING_SCHEME` with `ZOOM_LEVEL_STRATEGY=AUTO` chooses (gdal.org/drivers/raster/cog.html). Blocks of another size
 * than the set's tiles hold the same ground, so that their pixels are finer or coarser. `resolution` is in units of
 * the set's CRS per pixel.
 */
export function alignGrid(
  tms: TileMatrixSet,
  blockSizePx: number,
  box: Box,
  resolution: number,
): AlignedGrid {
  const pixelOf = (matrix: TileMatrix) => (matrix.resolution * tms.tileSizePx) / blockSizePx;
  const distances = tms.matrices.map((matrix) => Math.abs(Math.log(pixelOf(matrix) / resolution)));
  const matrix = tms.matrices[distances.indexOf(Math.min(...distances))];
  if (!matrix) throw new RangeError(`${tms.id} has no tile matrix for ${resolution} units per pixel`);
  const { zoom, columns, rows } = matrix;
  const pixel = pixelOf(matrix);
  const [left, top] = tms.origin;
  const span = pixel * blockSizePx;
  const clamp = (tile: number, count: number) => Math.max(0, Math.min(count, tile));
  const west = clamp(Math.floor((box.minX - left) / span + TOUCHES), columns - 1);
  const north = clamp(Math.floor((top - box.maxY) / span + TOUCHES), rows - 1);
  const east = Math.max(west + 1, clamp(Math.ceil((box.maxX - left) / span - TOUCHES), columns));
  const south = Math.max(north + 1, clamp(Math.ceil((top - box.minY) / span - TOUCHES), rows));
  return {
    zoom,
    box: {
      crs: tms.crs,
      minX: left + west * span,
      maxX: left + east * span,
      minY: top - south * span,
      maxY: top - north * span,
    },
    widthPx: (east - west) * blockSizePx,
    heightPx: (south - north) * blockSizePx,
  };
}
