import type { PixelRect } from './map-picture.ts';
import { boundsOfCells, halveCell, type WarpCell } from './warp-cell.ts';

/** Source pixels held at once for one piece; larger windows, of files without overviews, are drawn in parts. */
const MAX_WINDOW_PX = 4_000_000;
/** Windows much larger than what is seen through them hold a seam of the projection. */
const MAX_WASTE = 4;
const SMALL_WINDOW_PX = 65_536;
/** Unrolled loops read up to this many pixels more, which weigh nothing but have to be there. */
const UNROLLED = 3;

/** One part of a drawing: cells of the picture and the source pixels they show. */
export interface DrawingPiece {
  /** In pixels of the chosen level. */
  readonly cells: readonly WarpCell[];
  /** Source pixels to read, level pixels; may stick out of the image by what interpolation needs. */
  readonly window: PixelRect;
  /** The part of the picture that the cells cover. */
  readonly area: PixelRect;
}

export interface LevelSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * Puts cells together that share a source window of bearable size. `reach` is how far interpolation reaches beyond
 * a point, `expectedPx` how many level pixels one picture pixel covers.
 */
export function groupCells(
  cells: readonly WarpCell[],
  size: LevelSize,
  reach: { readonly x: number; readonly y: number },
  expectedPx: number,
): DrawingPiece[] {
  if (cells.length === 0) return [];
  const { minX, minY, maxX, maxY } = boundsOfCells(cells);
  const window = {
    x0: Math.max(-reach.x, Math.floor(minX) - reach.x),
    y0: Math.max(-reach.y, Math.floor(minY) - reach.y),
    x1: Math.min(size.widthPx + reach.x, Math.ceil(maxX) + reach.x) + UNROLLED,
    y1: Math.min(size.heightPx + reach.y, Math.ceil(maxY) + reach.y) + 1,
  };
  if (window.x0 >= window.x1 || window.y0 >= window.y1) return [];
  const [width, height] = [window.x1 - window.x0, window.y1 - window.y0];
  const seenPx = cells.reduce((sum, c) => sum + c.width * c.height, 0) * expectedPx;
  const bearable = width * height <= Math.min(MAX_WINDOW_PX, MAX_WASTE * seenPx + SMALL_WINDOW_PX);
  const parts = cells.length > 1 ? cells : cells.flatMap(halveCell);
  if (bearable || parts.length < 2) return [{ cells, window, area: areaOf(cells) }];
  const along = (c: WarpCell) => (width > height ? c.x00 + c.x11 : c.y00 + c.y11);
  const sorted = parts.toSorted((a, b) => along(a) - along(b));
  const half = sorted.length >> 1;
  return [sorted.slice(0, half), sorted.slice(half)].flatMap((g) => groupCells(g, size, reach, expectedPx));
}

function areaOf(cells: readonly WarpCell[]): PixelRect {
  const area = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  for (const { x, y, width, height } of cells) {
    area.x0 = Math.min(area.x0, x);
    area.y0 = Math.min(area.y0, y);
    area.x1 = Math.max(area.x1, x + width);
    area.y1 = Math.max(area.y1, y + height);
  }
  return area;
}
