import type { PixelRect } from './map-picture.ts';
import type { PixelMapping, PixelPoint } from './pixel-mapping.ts';
import { interpolateCell, type WarpCell } from './warp-cell.ts';

/** Control points start this far apart; most warps of satellite scenes never need closer ones. */
const START_PX = 64;
/** Cells outside the projection's reach are given up at this size: what they could hide is smaller. */
const LOST_PX = 16;
/**
 * Interpolation errs most near the middles, which are what is tested; what lies between them stays below twice
 * their error.
 */
const TESTED_SHARE = 0.5;

/**
 * The control grid of a part of a picture: cells in which linear interpolation strays from the exact projection by
 * at most `maxErrorPx` source pixels at any pixel centre. Where it would stray more, cells are subdivided, down to
 * single pixels.
 */
export function buildCells(mapping: PixelMapping, area: PixelRect, maxErrorPx: number): WarpCell[] {
  const subdivision = new Subdivision(mapping, maxErrorPx * TESTED_SHARE);
  for (let y = area.y0; y < area.y1; y += START_PX) {
    for (let x = area.x0; x < area.x1; x += START_PX)
      subdivision.visit(x, y, Math.min(START_PX, area.x1 - x), Math.min(START_PX, area.y1 - y));
  }
  return subdivision.cells;
}

class Subdivision {
  readonly cells: WarpCell[] = [];
  readonly #mapping: PixelMapping;
  readonly #toleranceSquared: number;
  readonly #rows = new Map<number, Map<number, PixelPoint>>();

  constructor(mapping: PixelMapping, tolerancePx: number) {
    this.#mapping = mapping;
    this.#toleranceSquared = tolerancePx * tolerancePx;
  }

  visit(x: number, y: number, width: number, height: number): void {
    if (width === 1 && height === 1) return this.#addExact(x, y);
    const [halfWidth, halfHeight] = [width >> 1, height >> 1];
    const [centreX] = this.#project(x + width / 2, y + height / 2);
    const cell = this.#cellAt(x, y, width, height, centreX);
    const bend = this.#measureBend(cell, centreX);
    if (bend === 'none') {
      this.cells.push(cell);
      return;
    }
    const small = width <= LOST_PX && height <= LOST_PX;
    if (small && !this.#isReached(cell) && !Number.isFinite(centreX)) return;
    // Maps of longitudes bend along one axis only: parts as wide as the cell save most of the work.
    const widths =
      halfWidth > 0 && (bend !== 'vertical' || height === 1) ? [halfWidth, width - halfWidth] : [width];
    const heights =
      halfHeight > 0 && (bend !== 'horizontal' || width === 1) ? [halfHeight, height - halfHeight] : [height];
    let top = y;
    for (const h of heights) {
      let left = x;
      for (const w of widths) {
        this.visit(left, top, w, h);
        left += w;
      }
      top += h;
    }
  }

  /** Along which axes interpolation strays too far from the projection, in the middle of the cell and its sides. */
  #measureBend(cell: WarpCell, centreX: number): 'none' | 'horizontal' | 'vertical' | 'both' {
    // Not the whole pixels where it would be cut: a cell one pixel wide has its seam in the middle of that pixel.
    const [halfWidth, halfHeight] = [cell.width / 2, cell.height / 2];
    const isStraight = (px: number, py: number) => {
      const [sx, sy] = interpolateCell(cell, px, py);
      const exact = this.#projectNear(cell.x + px, cell.y + py, centreX);
      // NaN compares as false: a point out of reach bends the cell.
      return (sx - exact[0]) ** 2 + (sy - exact[1]) ** 2 <= this.#toleranceSquared;
    };
    const horizontal = isStraight(halfWidth, 0) && isStraight(halfWidth, cell.height);
    const vertical = isStraight(0, halfHeight) && isStraight(cell.width, halfHeight);
    if (horizontal && vertical) return isStraight(halfWidth, halfHeight) ? 'none' : 'both';
    return horizontal ? 'vertical' : vertical ? 'horizontal' : 'both';
  }

  #isReached(c: WarpCell): boolean {
    return [c.x00 + c.y00, c.x10 + c.y10, c.x01 + c.y01, c.x11 + c.y11].some(Number.isFinite);
  }

  #cellAt(x: number, y: number, width: number, height: number, centreX: number): WarpCell {
    const [x00, y00] = this.#projectNear(x, y, centreX);
    const [x10, y10] = this.#projectNear(x + width, y, centreX);
    const [x01, y01] = this.#projectNear(x, y + height, centreX);
    const [x11, y11] = this.#projectNear(x + width, y + height, centreX);
    return { x, y, width, height, x00, y00, x10, y10, x01, y01, x11, y11 };
  }

  /** The point's copy next to the given source x, so that a cell across the antimeridian is one piece. */
  #projectNear(x: number, y: number, nearX: number): PixelPoint {
    const point = this.#project(x, y);
    const period = this.#mapping.sourcePeriodPx;
    const turns = period === undefined ? 0 : Math.round((nearX - point[0]) / period);
    return turns === 0 || period === undefined ? point : [point[0] + turns * period, point[1]];
  }

  #addExact(x: number, y: number): void {
    const [sx, sy] = this.#mapping.toSource(x + 0.5, y + 0.5);
    if (!Number.isFinite(sx + sy)) return;
    const corners = { x00: sx, y00: sy, x10: sx, y10: sy, x01: sx, y01: sy, x11: sx, y11: sy };
    this.cells.push({ x, y, width: 1, height: 1, ...corners });
  }

  /** Control points are shared by neighbouring cells and by their parts. */
  #project(x: number, y: number): PixelPoint {
    let row = this.#rows.get(y);
    if (!row) this.#rows.set(y, (row = new Map()));
    let point = row.get(x);
    if (!point) row.set(x, (point = this.#mapping.toSource(x, y)));
    return point;
  }
}
