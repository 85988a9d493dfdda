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
    const cell = this.#cellAt(x, y, width, height);
    const [halfWidth, halfHeight] = [width >> 1, height >> 1];
    const verdict = this.#judge(cell, halfWidth, halfHeight);
    if (verdict === 'lost') return;
    if (verdict === 'linear') {
      this.cells.push(cell);
      return;
    }
    const widths = halfWidth > 0 ? [halfWidth, width - halfWidth] : [width];
    const heights = halfHeight > 0 ? [halfHeight, height - halfHeight] : [height];
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

  /** Compares interpolation and projection in the middle of the cell and of its sides. */
  #judge(cell: WarpCell, halfWidth: number, halfHeight: number): 'linear' | 'bent' | 'lost' {
    const { x, y, width, height } = cell;
    const corners = cell.x00 + cell.y00 + cell.x10 + cell.y10 + cell.x01 + cell.y01 + cell.x11 + cell.y11;
    let linear = Number.isFinite(corners);
    let reached = linear;
    for (const [px, py] of [
      [halfWidth, halfHeight],
      [halfWidth, 0],
      [halfWidth, height],
      [0, halfHeight],
      [width, halfHeight],
    ] as const) {
      const exact = this.#project(x + px, y + py);
      const [sx, sy] = interpolateCell(cell, px, py);
      const error = (sx - exact[0]) ** 2 + (sy - exact[1]) ** 2;
      reached ||= Number.isFinite(exact[0] + exact[1]);
      // NaN compares as false: a point out of reach bends the cell.
      if (!(error <= this.#toleranceSquared)) linear = false;
    }
    if (linear) return 'linear';
    const small = width <= LOST_PX && height <= LOST_PX;
    return reached || !small || this.#anyCornerReached(cell) ? 'bent' : 'lost';
  }

  #anyCornerReached(c: WarpCell): boolean {
    return [c.x00 + c.y00, c.x10 + c.y10, c.x01 + c.y01, c.x11 + c.y11].some(Number.isFinite);
  }

  #cellAt(x: number, y: number, width: number, height: number): WarpCell {
    const [x00, y00] = this.#project(x, y);
    const [x10, y10] = this.#project(x + width, y);
    const [x01, y01] = this.#project(x, y + height);
    const [x11, y11] = this.#project(x + width, y + height);
    return { x, y, width, height, x00, y00, x10, y10, x01, y01, x11, y11 };
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
