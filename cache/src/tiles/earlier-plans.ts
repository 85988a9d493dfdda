import { showsIn } from '@pvs/core/layers/layer';
import { newestFirst, type ProductRef } from '@pvs/core/catalogue/product-ref';
import { boxesOf, foundProducts, type PlanningContext, planOf, type TilePlan } from './tile-plan.ts';
import type { TileRequest } from './tile-request.ts';

/**
 * What a tile consisted of before the last changes of the catalogue, newest first: worked out from the index, so
 * that nothing need be noted for the day on which a tile cannot be drawn. States without products are left out: an
 * empty tile in place of one that fails would be a hole.
 */
export function* earlierPlans(request: TileRequest, context: PlanningContext): Generator<TilePlan> {
  const { layer, address, time } = request;
  // What was current then is not known.
  if (time === 'current') return;
  const boxes = boxesOf(request, address);
  let products = foundProducts(request, address, context);
  for (const { before, after } of context.index.recentChanges()) {
    const was = before && showsIn(before, layer, boxes, time) ? before : undefined;
    const is = products.find(({ revision }) => revision === after?.revision);
    if (!was && !is) continue;
    products = undone(products, was, is);
    if (products.length > 0) yield planOf(request, address, products, context);
  }
}

function undone(products: readonly ProductRef[], was?: ProductRef, is?: ProductRef): ProductRef[] {
  const rest = products.filter((product) => product !== is);
  return was ? [...rest, was].sort(newestFirst) : rest;
}
