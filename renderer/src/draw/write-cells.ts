import type { Address } from '../kernels/kernels.ts';
import type { Scratch } from '../kernels/scratch.ts';
import type { DrawingPiece } from './group-cells.ts';

/** Four integers, then eight doubles. */
const CELL_BYTES = 80;

/**
 * Writes the cells of a piece as the kernels read them: x, y, width and height in pixels of the piece's area, then
 * the source coordinates of the corners less `originX` and `originY`.
 */
export function writeCells(
  { cells, area }: DrawingPiece,
  originX: number,
  originY: number,
  scratch: Scratch,
): Address {
  const address = scratch.allocate(cells.length * CELL_BYTES);
  const integers = scratch.words(address, (cells.length * CELL_BYTES) / 4);
  const doubles = new Float64Array(integers.buffer, address, (cells.length * CELL_BYTES) / 8);
  for (const [i, cell] of cells.entries()) {
    integers.set([cell.x - area.x0, cell.y - area.y0, cell.width, cell.height], i * 20);
    const { x00, y00, x10, y10, x01, y01, x11, y11 } = cell;
    const corners = [x00, y00, x10, y10, x01, y01, x11, y11];
    for (const [c, value] of corners.entries())
      doubles[i * 10 + 2 + c] = value - (c % 2 === 0 ? originX : originY);
  }
  return address;
}
