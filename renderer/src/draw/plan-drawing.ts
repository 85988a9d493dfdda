import type { Grid } from '@pvs/core/catalogue/product';
import type { Resampling } from '@pvs/core/config/resampling';
import { buildCells } from './build-cells.ts';
import { chooseLevel } from './choose-level.ts';
import { findAreas } from './find-areas.ts';
import { type DrawingPiece, groupCells, type LevelSize } from './group-cells.ts';
import type { PixelRect } from './map-picture.ts';
import { measureScale, type SourceScale } from './measure-scale.ts';
import { createPixelMapping, type PictureGrid, type PixelMapping } from './pixel-mapping.ts';
import { kernelOf } from './resampling-kernel.ts';
import { boundsOfCells, interpolateCell, scaleCell, type WarpCell } from './warp-cell.ts';

/** How far interpolated coordinates may stray from the exact projection: gdalwarp's default, too. */
export const MAX_WARP_ERROR_PX = 0.125;
/** Pictures are drawn in pieces of at most this size, so that other requests get their turn in between. */
const PIECE_PX = 512;

/** All that is decided before a pixel is read. */
export interface DrawingPlan {
  readonly level: number;
  readonly resampling: Resampling;
  /** Picture pixels for one level pixel along the source's axes, as the kernel takes them. */
  readonly scaleX: number;
  readonly scaleY: number;
  readonly pieces: readonly DrawingPiece[];
}

/** Where in the picture a source shows, before its file is opened. Empty where it does not. */
export interface Sight {
  readonly mapping: PixelMapping;
  readonly areas: readonly PixelRect[];
}

export function findSight(picture: PictureGrid, grid: Grid): Sight {
  const mapping = createPixelMapping(picture, grid);
  return { mapping, areas: findAreas(mapping, picture, grid) };
}

/** Plans how a source is drawn. `levels` go from full resolution to the coarsest overview. */
export function planDrawing(
  sight: Sight,
  levels: readonly [LevelSize, ...LevelSize[]],
  resampling: Resampling,
): DrawingPlan {
  const { mapping, areas } = sight;
  const full = levels[0];
  const scales = areas.flatMap((area) => measureScale(mapping, area, full) ?? []);
  const scale = scales.toSorted((a, b) => a.x * a.y - b.x * b.y)[0];
  if (!scale) return { level: 0, resampling, scaleX: 1, scaleY: 1, pieces: [] };
  const ratio = Math.sqrt(scale.x * scale.y);
  const widths = levels.map((l) => l.widthPx);
  const level = chooseLevel(widths, ratio);
  const size = levels[level] ?? full;
  const shrink: SourceScale = { x: size.widthPx / full.widthPx, y: size.heightPx / full.heightPx };
  const kernel = kernelOf(resampling);
  const [scaleX, scaleY] = [scale.x * shrink.x, scale.y * shrink.y].map(
    (ratio) => kernel?.scaleOf(ratio) ?? Math.min(1, 1 / ratio),
  ) as [number, number];
  // An error counts where it is seen: in level pixels when shrinking, in picture pixels when enlarging.
  const maxErrorPx = MAX_WARP_ERROR_PX * Math.min(1 / shrink.x, 1 / shrink.y, scale.x, scale.y);
  const reachOf = (scalePx: number) => Math.ceil(kernel?.radiusOf(scalePx) ?? 0);
  const reach = { x: reachOf(scaleX), y: reachOf(scaleY) };
  const pieces = areas.flatMap(squaresOf).flatMap((area) => {
    const cells = buildCells(mapping, area, maxErrorPx);
    const seen = cells.filter((cell) => returns(mapping, cell));
    return turnsOf(mapping, full).flatMap((turn) => {
      const scaled = seen.map((cell) => scaleCell(cell, shrink.x, shrink.y, turn));
      const inside = scaled.filter((cell) => overlaps(cell, size));
      return groupCells(inside, size, reach, Math.max(1, 1 / (scaleX * scaleY)));
    });
  });
  return { level, resampling, scaleX, scaleY, pieces };
}

function squaresOf({ x0, y0, x1, y1 }: PixelRect): PixelRect[] {
  const out: PixelRect[] = [];
  for (let y = y0; y < y1; y += PIECE_PX) {
    for (let x = x0; x < x1; x += PIECE_PX)
      out.push({ x0: x, y0: y, x1: Math.min(x1, x + PIECE_PX), y1: Math.min(y1, y + PIECE_PX) });
  }
  return out;
}

/** Shifts by which a source of longitudes may have to be turned to meet the picture, full-resolution pixels. */
function turnsOf({ sourcePeriodPx }: PixelMapping, full: LevelSize): number[] {
  if (sourcePeriodPx === undefined) return [0];
  // A source wider than the Earth must not be drawn twice where it overlaps itself.
  return full.widthPx > sourcePeriodPx * 1.001 ? [0] : [0, sourcePeriodPx, -sourcePeriodPx];
}

function overlaps(cell: WarpCell, size: LevelSize): boolean {
  const { minX, minY, maxX, maxY } = boundsOfCells([cell]);
  return maxX >= 0 && maxY >= 0 && minX <= size.widthPx && minY <= size.heightPx;
}

/** Projections may fold: far from home a point can have coordinates that are another point's. */
function returns(mapping: PixelMapping, cell: WarpCell): boolean {
  const [x, y] = [cell.x + cell.width / 2, cell.y + cell.height / 2];
  const [backX, backY] = mapping.toPicture(...interpolateCell(cell, cell.width / 2, cell.height / 2));
  const period = mapping.picturePeriodPx;
  const turns = period === undefined ? 0 : Math.round((backX - x) / period) * period;
  return !(Math.abs(backX - turns - x) > cell.width + 1 || Math.abs(backY - y) > cell.height + 1);
}
