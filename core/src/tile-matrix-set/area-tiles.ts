import { clipEdge } from '../geometry/area.ts';
import { growBox } from '../geometry/box.ts';
import type { PlacedArea } from '../geometry/placed-area.ts';
import { matrixAt, rangeBox, type TileMatrixSet, type TileRange } from './tile-matrix-set.ts';

/**
 * The tiles of a range that share more than their edges with an area. Blocks without a piece of the boundary lie
 * inside or outside as a whole; the others are halved until they are one tile: as many looks as the boundary is long.
 * @param margin units of the CRS by which tiles reach beyond themselves
 */
export function* areaTiles(
  tms: TileMatrixSet,
  range: TileRange,
  area: PlacedArea,
  margin = 0,
): Generator<TileRange> {
  // A boundary that only touches a tile's edge, up to rounding, does not ask for that tile.
  const grown = margin - 1e-6 * matrixAt(tms, range.zoom).resolution * tms.tileSizePx;
  const box = growBox(rangeBox(tms, range), grown);
  const edges = area.edges.filter((edge) => clipEdge(edge, box) !== undefined);
  if (edges.length === 0) {
    if (area.contains((box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2)) yield range;
  } else if (range.minColumn === range.maxColumn && range.minRow === range.maxRow) yield range;
  else for (const half of halvesOf(range)) yield* areaTiles(tms, half, { ...area, edges }, margin);
}

function halvesOf(range: TileRange): TileRange[] {
  const { minColumn, maxColumn, minRow, maxRow } = range;
  if (maxColumn - minColumn > maxRow - minRow) {
    const middle = Math.floor((minColumn + maxColumn) / 2);
    return [
      { ...range, maxColumn: middle },
      { ...range, minColumn: middle + 1 },
    ];
  }
  const middle = Math.floor((minRow + maxRow) / 2);
  return [
    { ...range, maxRow: middle },
    { ...range, minRow: middle + 1 },
  ];
}
