import type { TileAddress } from '@pvs/core/tile-matrix-set/tile-matrix-set';

// Products and not shifts: positions of deep zooms have more than 32 bits.

/** How far along the Hilbert curve of its zoom a tile lies, from 0 in the top left corner. */
export function hilbertPosition({ zoom, column, row }: TileAddress): number {
  let [x, y, position] = [column, row, 0];
  for (let half = 2 ** (zoom - 1); half >= 1; half /= 2) {
    const [right, lower] = [x >= half ? 1 : 0, y >= half ? 1 : 0];
    position += half * half * ((3 * right) ^ lower);
    [x, y] = turned(half, x - right * half, y - lower * half, right, lower);
  }
  return position;
}

/** The inverse of {@link hilbertPosition}. */
export function hilbertTile(zoom: number, position: number): TileAddress {
  let [x, y, rest] = [0, 0, position];
  for (let half = 1; half < 2 ** zoom; half *= 2) {
    const right = Math.floor(rest / 2) % 2;
    const lower = (rest % 2) ^ right;
    [x, y] = turned(half, x, y, right, lower);
    x += half * right;
    y += half * lower;
    rest = Math.floor(rest / 4);
  }
  return { zoom, column: x, row: y };
}

/** A quadrant's own curve is that of the whole, mirrored so that the ends meet. */
function turned(size: number, x: number, y: number, right: number, lower: number): [number, number] {
  if (lower === 1) return [x, y];
  return right === 1 ? [size - 1 - y, size - 1 - x] : [y, x];
}

/** Tiles of all zooms above one: where its own begin in PMTiles' numbering. */
export const tilesAbove = (zoom: number): number => (4 ** zoom - 1) / 3;
