/**
 * A rectangle of the picture in which source coordinates are interpolated between its corners. Corner suffixes are
 * column then row: `x10` is the source x of the top right corner. Pixel centres lie at halves.
 */
export interface WarpCell {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly x00: number;
  readonly y00: number;
  readonly x10: number;
  readonly y10: number;
  readonly x01: number;
  readonly y01: number;
  readonly x11: number;
  readonly y11: number;
}

/** The same cell in the pixels of another pyramid level, shifted by `offsetX` full-resolution pixels before. */
export function scaleCell(cell: WarpCell, factorX: number, factorY: number, offsetX: number): WarpCell {
  return {
    ...cell,
    x00: (cell.x00 + offsetX) * factorX,
    x10: (cell.x10 + offsetX) * factorX,
    x01: (cell.x01 + offsetX) * factorX,
    x11: (cell.x11 + offsetX) * factorX,
    y00: cell.y00 * factorY,
    y10: cell.y10 * factorY,
    y01: cell.y01 * factorY,
    y11: cell.y11 * factorY,
  };
}

/** Interpolated source coordinates at a point of the cell, picture pixels from its top left corner. */
export function interpolateCell(cell: WarpCell, px: number, py: number): readonly [number, number] {
  const [u, v] = [px / cell.width, py / cell.height];
  const mix = (a: number, b: number, c: number, d: number) =>
    (a + (b - a) * u) * (1 - v) + (c + (d - c) * u) * v;
  return [mix(cell.x00, cell.x10, cell.x01, cell.x11), mix(cell.y00, cell.y10, cell.y01, cell.y11)];
}

/** Two cells that interpolate exactly what the one does, cut across its longer side. */
export function halveCell(cell: WarpCell): readonly WarpCell[] {
  const { width, height } = cell;
  if (width <= 1 && height <= 1) return [cell];
  if (width >= height) {
    const left = width >> 1;
    return [partOf(cell, 0, 0, left, height), partOf(cell, left, 0, width - left, height)];
  }
  const top = height >> 1;
  return [partOf(cell, 0, 0, width, top), partOf(cell, 0, top, width, height - top)];
}

function partOf(cell: WarpCell, x: number, y: number, width: number, height: number): WarpCell {
  const [x00, y00] = interpolateCell(cell, x, y);
  const [x10, y10] = interpolateCell(cell, x + width, y);
  const [x01, y01] = interpolateCell(cell, x, y + height);
  const [x11, y11] = interpolateCell(cell, x + width, y + height);
  return { x: cell.x + x, y: cell.y + y, width, height, x00, y00, x10, y10, x01, y01, x11, y11 };
}

/** Bounds of the source coordinates of cells. */
export function boundsOfCells(cells: readonly WarpCell[]) {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const c of cells) {
    minX = Math.min(minX, c.x00, c.x10, c.x01, c.x11);
    minY = Math.min(minY, c.y00, c.y10, c.y01, c.y11);
    maxX = Math.max(maxX, c.x00, c.x10, c.x01, c.x11);
    maxY = Math.max(maxY, c.y00, c.y10, c.y01, c.y11);
  }
  return { minX, minY, maxX, maxY };
}
