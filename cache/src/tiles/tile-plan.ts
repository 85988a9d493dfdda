import { createHash } from 'node:crypto';
import type { FootprintIndex } from '@pvs/core/catalogue/footprint-index';
import { newestFirst, type ProductRef } from '@pvs/core/catalogue/product-ref';
import type { Box } from '@pvs/core/geometry/box';
import type { StackConfig } from '@pvs/core/config/stack';
import { productsOf } from '@pvs/core/layers/layer';
import { shownBoxes } from '@pvs/core/layers/shown-boxes';
import {
  matrixAt,
  type TileAddress,
  tileBox,
  type TileRange,
} from '@pvs/core/tile-matrix-set/tile-matrix-set';
import type { TileRequest } from './tile-request.ts';

/**
 * What a tile consists of. Its key is a hash of everything that determines its content, so that a change of the
 * catalogue changes the keys of the tiles it touches and no others, and nothing need be invalidated.
 */
export interface TilePlan {
  readonly address: TileAddress;
  /** Topmost first; empty where the tile is empty without drawing. */
  readonly products: readonly ProductRef[];
  /** True where more products lie on it than are drawn. */
  readonly isCut: boolean;
  /** Strong ETag, without quotes. */
  readonly hash: string;
  /** Where backends keep it: `collection/set/zoom/column/row-hash.extension`. */
  readonly key: string;
}

/** What tiles are planned from. */
export interface PlanningContext {
  readonly stack: StackConfig;
  readonly index: FootprintIndex;
  /** `drawingRulesOf` the stack: worked out once, not for every tile. */
  readonly drawingRules: string;
}

type Planned = Pick<TileRequest, 'layer' | 'style' | 'tms' | 'format' | 'time'>;

/** Plans one tile from the index alone: no query, no pixel. */
export function planTile(request: Planned, address: TileAddress, context: PlanningContext): TilePlan {
  return planOf(request, address, foundProducts(request, address, context), context);
}

/** The longitude/latitude boxes in which a product may show on a tile. */
export function boxesOf({ layer, tms }: Planned, address: TileAddress): Box[] {
  return shownBoxes(layer, tileBox(tms, address), matrixAt(tms, address.zoom).resolution);
}

/** All products on a tile, topmost first. */
export function foundProducts(
  request: Planned,
  address: TileAddress,
  { index }: PlanningContext,
): ProductRef[] {
  return productsOf(request.layer, boxesOf(request, address), request.time, index);
}

/** The plan of a tile that shows these products. */
export function planOf(
  { layer, style, tms, format }: Planned,
  address: TileAddress,
  found: readonly ProductRef[],
  { stack, drawingRules }: PlanningContext,
): TilePlan {
  const products = found.slice(0, stack.limits.maxProductsPerMap);
  const { resolution } = matrixAt(tms, address.zoom);
  const content = [
    layer.shows,
    // A set of the stack's own may get another grid under the same name.
    [tms.id, tms.crs, tms.origin, tms.tileSizePx, resolution],
    address.zoom,
    address.column,
    address.row,
    format.name,
    drawingRules,
    style,
    products.map(({ identifier, revision }) => [identifier, revision]),
  ];
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 24);
  const directory = [layer.collection, tms.id, address.zoom, address.column]
    .map(encodeURIComponent)
    .join('/');
  return {
    address,
    products,
    isCut: products.length < found.length,
    hash,
    key: `${directory}/${address.row}-${hash}.${format.extension}`,
  };
}

/** The block of tiles that is drawn together with one: `size` tiles each way, cut at the matrix's edges. */
export function metatileAround(
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

/** A metatile: the plans of its tiles that show something, and what is drawn for them. */
export interface MetatilePlan {
  readonly tiles: readonly TilePlan[];
  /** The smallest block around those tiles. */
  readonly range: TileRange;
  readonly products: readonly ProductRef[];
}

/**
 * Plans the metatile of a tile that shows something. A tile that cannot show all of its products is drawn alone, and
 * not with others: it would show those of theirs that are not among its own.
 */
export function planMetatile(request: TileRequest, context: PlanningContext): MetatilePlan {
  const wanted = planTile(request, request.address, context);
  const tiles = wanted.isCut ? [wanted] : shownWith(request, context);
  const columns = tiles.map((tile) => tile.address.column);
  const rows = tiles.map((tile) => tile.address.row);
  const range = {
    zoom: request.address.zoom,
    minColumn: Math.min(...columns),
    maxColumn: Math.max(...columns),
    minRow: Math.min(...rows),
    maxRow: Math.max(...rows),
  };
  const products = [...new Set(tiles.flatMap((tile) => tile.products))].sort(newestFirst);
  return { tiles, range, products };
}

/** The tiles of a tile's metatile that show something, and all that there is. */
function shownWith(request: TileRequest, context: PlanningContext): TilePlan[] {
  const whole = metatileAround(request, request.address, context.stack.cache.metatile);
  const tiles: TilePlan[] = [];
  for (let row = whole.minRow; row <= whole.maxRow; row += 1) {
    for (let column = whole.minColumn; column <= whole.maxColumn; column += 1) {
      const plan = planTile(request, { zoom: whole.zoom, column, row }, context);
      if (plan.products.length > 0 && !plan.isCut) tiles.push(plan);
    }
  }
  return tiles;
}
