import { newestFirst, type ProductRef } from '@pvs/core/catalogue/product-ref';
import { matrixAt, type TileAddress, type TileRange } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import { type PlanningContext, planTile, type TilePlan } from './tile-plan.ts';
import type { TileRequest } from './tile-request.ts';

/** A metatile: the plans of its tiles that show something, and what is drawn for them. */
export interface MetatilePlan {
  readonly tiles: readonly TilePlan[];
  /**
   * All of the metatile, whatever of it is wanted: a product is then drawn on the same grid whenever it is drawn, and
   * what is drawn today fits over what was drawn a year ago.
   */
  readonly range: TileRange;
  readonly products: readonly ProductRef[];
}

/**
 * Plans the metatile of a tile that shows something, without the tiles that are composed by the context's rules. A
 * tile that cannot show all of its products is drawn alone, and not with others: it would show those of theirs that
 * are not among its own.
 */
export function planMetatile(request: TileRequest, wanted: TilePlan, context: PlanningContext): MetatilePlan {
  const range = metatileAround(request, request.address, wanted.isCut ? 1 : context.stack.cache.metatile);
  const tiles = wanted.isCut ? [wanted] : shownIn(range, request, context);
  const products = new Map(tiles.flatMap((tile) => tile.products.map((one) => [one.revision, one] as const)));
  return { tiles, range, products: [...products.values()].sort(newestFirst) };
}

/** The block of tiles that is drawn together with one: `size` tiles each way, cut at the matrix's edges. */
function metatileAround(
  { tms }: Pick<TileRequest, 'tms'>,
  { zoom, column, row }: TileAddress,
  size: number,
): TileRange {
  const matrix = matrixAt(tms, zoom);
  const minColumn = column - (column % size);
  const minRow = row - (row % size);
  return {
    zoom,
    minColumn,
    maxColumn: Math.min(matrix.columns, minColumn + size) - 1,
    minRow,
    maxRow: Math.min(matrix.rows, minRow + size) - 1,
  };
}

/** The tiles of a block that show something, and all that there is. */
function shownIn(range: TileRange, request: TileRequest, context: PlanningContext): TilePlan[] {
  const tiles: TilePlan[] = [];
  for (let row = range.minRow; row <= range.maxRow; row += 1) {
    for (let column = range.minColumn; column <= range.maxColumn; column += 1) {
      const plan = planTile(request, { zoom: range.zoom, column, row }, context);
      if (plan.products.length > 0 && !plan.isCut && !plan.isComposed) tiles.push(plan);
    }
  }
  return tiles;
}
