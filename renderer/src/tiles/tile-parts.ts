import type { MetatileRequest } from '@pvs/core/layers/metatile';
import type { PixelRect } from '../draw/map-picture.ts';

interface Place {
  readonly column: number;
  readonly row: number;
}

/** Where a tile of a metatile is in the picture of it. */
export function partOfTile({ minColumn, minRow }: MetatileRequest['range'], tile: Place, sizePx: number) {
  const [x0, y0] = [(tile.column - minColumn) * sizePx, (tile.row - minRow) * sizePx];
  return { x0, y0, x1: x0 + sizePx, y1: y0 + sizePx } satisfies PixelRect;
}

/** The tiles of a metatile that are not among these. */
export function otherTiles(range: MetatileRequest['range'], tiles: readonly Place[]): Place[] {
  const others: Place[] = [];
  for (let row = range.minRow; row <= range.maxRow; row += 1) {
    for (let column = range.minColumn; column <= range.maxColumn; column += 1) {
      if (!tiles.some((tile) => tile.column === column && tile.row === row)) others.push({ column, row });
    }
  }
  return others;
}
