import type { Grid } from '@pvs/core/catalogue/product';
import { type Box, heightOf, widthOf } from '@pvs/core/geometry/box';
import { nodataOf, type Rendering } from '../draw/rendering.ts';
import { blockIndexOf, type Cog, type CogImage, type CogLevel } from '../raster/cog.ts';

/** A block that shows the ground of a tile in as many pixels. */
export interface TileBlock {
  readonly level: CogLevel;
  readonly column: number;
  readonly row: number;
  /** See `blockIndexOf`. */
  readonly index: number;
}

export interface SquareTile {
  readonly box: Box;
  readonly sizePx: number;
}

/** How far the corners of a block may be from the tile's: of nothing that anybody sees. */
const MAX_SHIFT_PX = 0.01;

/** Whether a picture is its file's samples, each of them and nothing else: one that is grey, or red, green and blue. */
export function isPlain(rendering: Rendering): boolean {
  const { coverage, channels, alphaBand } = rendering;
  return (
    coverage.dataType === 'uint8' &&
    alphaBand === undefined &&
    coverage.bands.length === channels.length &&
    channels.every(
      (channel, i) =>
        channel.band === i &&
        channel.min === 0 &&
        channel.max === 255 &&
        nodataOf(rendering, channel) === undefined,
    )
  );
}

/** Whether a raster lies on the grid of a tile at some power of two of its pixels: known before its file is opened. */
export function liesOnGrid({ crs, transform }: Grid, { box, sizePx }: SquareTile): boolean {
  const [originX, pixelX, shearX, originY, shearY, pixelY] = transform;
  if (crs !== box.crs || shearX !== 0 || shearY !== 0 || pixelX <= 0 || pixelY >= 0) return false;
  const steps = [Math.log2(widthOf(box) / sizePx / pixelX), Math.log2(heightOf(box) / sizePx / -pixelY)];
  const columns = (box.minX - originX) / widthOf(box);
  const rows = (originY - box.maxY) / heightOf(box);
  return [...steps, columns, rows].every((n) => Math.abs(n - Math.round(n)) < MAX_SHIFT_PX / sizePx);
}

/** For a raster that {@link liesOnGrid}; undefined where no level of its COG has a whole block that is this tile. */
export function findTileBlock(
  { coverage: { grid } }: Rendering,
  { levels }: Cog,
  tile: SquareTile,
): TileBlock | undefined {
  const [originX, pixelX, , originY, , pixelY] = grid.transform;
  for (const level of levels) {
    const { image } = level;
    const x = (tile.box.minX - originX) / ((pixelX * grid.widthPx) / image.widthPx);
    const y = (originY - tile.box.maxY) / ((-pixelY * grid.heightPx) / image.heightPx);
    const width = (widthOf(tile.box) / (pixelX * grid.widthPx)) * image.widthPx;
    const height = (heightOf(tile.box) / (-pixelY * grid.heightPx)) * image.heightPx;
    const [column, row] = [Math.round(x / tile.sizePx), Math.round(y / tile.sizePx)];
    const shifts = [
      x - column * tile.sizePx,
      y - row * tile.sizePx,
      width - tile.sizePx,
      height - tile.sizePx,
    ];
    if (shifts.some((shift) => Math.abs(shift) > MAX_SHIFT_PX)) continue;
    if (isWholeBlock(image, column, row, tile.sizePx))
      return { level, column, row, index: blockIndexOf(image, column, row, 0) };
  }
  return undefined;
}

/** Blocks at the right and the bottom may reach beyond the image. */
const isWholeBlock = (image: CogImage, column: number, row: number, sizePx: number) =>
  image.tiled &&
  !image.planar &&
  image.blockWidthPx === sizePx &&
  image.blockHeightPx === sizePx &&
  column >= 0 &&
  row >= 0 &&
  (column + 1) * sizePx <= image.widthPx &&
  (row + 1) * sizePx <= image.heightPx;
