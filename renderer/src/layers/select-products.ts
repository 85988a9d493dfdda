import type { Filter } from '@pvs/core/catalogue/filter/filter';
import type { ProductRef } from '@pvs/core/catalogue/product-ref';
import type { SortKey } from '@pvs/core/catalogue/search/product-query';
import type { Box } from '@pvs/core/geometry/box';
import { type Layer, productsOf } from '@pvs/core/layers/layer';
import type { TimeSelection } from '@pvs/core/time/time-grammar';
import type { RendererContext } from '../renderer-context.ts';

/** Which of a layer's products are shown, and in which order, where a request says so. */
export interface ProductSelection {
  readonly filter?: Filter;
  /** What comes first is on top. */
  readonly sort?: readonly SortKey[];
}

/** The products that a layer shows in these longitude/latitude boxes and this time, topmost first, as many as are drawn. */
export async function selectProducts(
  layer: Layer,
  boxes: readonly Box[],
  time: TimeSelection,
  { filter, sort }: ProductSelection,
  { stack, follower, catalogue }: RendererContext,
  signal?: AbortSignal,
): Promise<readonly ProductRef[]> {
  const { index } = follower;
  const refs = productsOf(layer, boxes, time, index);
  const limit = stack.limits.maxProductsPerMap;
  if ((!filter && !sort) || refs.length === 0) return refs.slice(0, limit);
  const identifiers = refs.map(({ identifier }) => identifier);
  const query = { identifiers, limit, ...(filter ? { filter } : {}), ...(sort ? { sort } : {}) };
  const { products } = await catalogue.search(query, signal);
  const byIdentifier = new Map(refs.map((ref) => [ref.identifier, ref]));
  return products.flatMap(({ identifier }) => byIdentifier.get(identifier) ?? []);
}
