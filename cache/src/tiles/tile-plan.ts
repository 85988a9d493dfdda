import { createHash } from 'node:crypto';
import type { CatalogueIndex } from '@pvs/core/catalogue/catalogue-index';
import type { ProductRef } from '@pvs/core/catalogue/product-ref';
import type { Box } from '@pvs/core/geometry/box';
import type { StackConfig } from '@pvs/core/config/stack';
import { drawingRulesOf, productsOf } from '@pvs/core/layers/layer';
import { layerAt } from '@pvs/core/layers/shown-at';
import { shownBoxes } from '@pvs/core/layers/shown-boxes';
import { matrixAt, type TileAddress, tileBox } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import { isComposed } from './composed-tiles.ts';
import { PlanMemory } from './plan-memory.ts';
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
  /** True where it is made of the four tiles below. */
  readonly isComposed: boolean;
  /** Strong ETag, without quotes. */
  readonly hash: string;
  /** Where backends keep it: `collection/set/zoom/column/row-hash.extension`. */
  readonly key: string;
}

/** What tiles are planned from. */
export interface PlanningContext {
  readonly stack: StackConfig;
  readonly index: CatalogueIndex;
  /** `drawingRulesOf` the stack: worked out once, not for every tile. */
  readonly drawingRules: string;
  readonly memory: PlanMemory;
}

export const planningContext = (stack: StackConfig, index: CatalogueIndex): PlanningContext => ({
  stack,
  index,
  drawingRules: drawingRulesOf(stack),
  memory: new PlanMemory(),
});

export type Planned = Pick<TileRequest, 'layer' | 'style' | 'tms' | 'format' | 'time'>;

/** Plans one tile from the index alone: no query, no pixel. */
export function planTile(request: Planned, address: TileAddress, context: PlanningContext): TilePlan {
  const { stack, index, memory } = context;
  const { layer, style, tms, format, time } = request;
  const { zoom, column, row } = address;
  const name = JSON.stringify([layer, style, tms.id, zoom, column, row, format.name, timeName(time)]);
  // An overview may be of another collection.
  const version = layer.overview === undefined ? index.versionOf(layer.collection) : index.version;
  return memory.planOf(name, version, () => {
    // One more than are drawn, to know whether there are more.
    const limit = stack.limits.maxProductsPerMap + 1;
    return planOf(request, address, foundProducts(request, address, context, limit), context);
  });
}

/** JSON knows no infinities. */
const timeName = (time: TileRequest['time']) =>
  time === 'current' ? time : time.map(({ beginMs, endMs }) => `${beginMs} ${endMs}`);

/** The longitude/latitude boxes in which a product may show on a tile. */
export function boxesOf({ layer, tms }: Planned, address: TileAddress): Box[] {
  return shownBoxes(layer, tileBox(tms, address), matrixAt(tms, address.zoom).resolution);
}

/** The products on a tile, topmost first; the topmost `limit` where there are more. */
export function foundProducts(
  request: Planned,
  address: TileAddress,
  { index }: PlanningContext,
  limit?: number,
): ProductRef[] {
  const { layer, tms } = request;
  const shown = layerAt(layer, tms.crs, matrixAt(tms, address.zoom).resolution);
  return productsOf(shown, boxesOf(request, address), request.time, index, limit);
}

/** The plan of a tile that shows these products. */
export function planOf(
  request: Planned,
  address: TileAddress,
  found: readonly ProductRef[],
  { stack, drawingRules }: PlanningContext,
): TilePlan {
  const { layer, style, tms, format } = request;
  const composes = isComposed(request, address, found.length, stack);
  // What is composed shows them all.
  const products = composes ? found : found.slice(0, stack.limits.maxProductsPerMap);
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
    ...(composes ? ['composed', stack.cache.compose] : []),
  ];
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 24);
  const directory = [layer.collection, tms.id, address.zoom, address.column]
    .map(encodeURIComponent)
    .join('/');
  return {
    address,
    products,
    isCut: products.length < found.length,
    isComposed: composes,
    hash,
    key: `${directory}/${address.row}-${hash}.${format.extension}`,
  };
}
