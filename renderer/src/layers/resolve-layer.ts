import { findLayer, type Layer, requireLayer } from '@pvs/core/layers/layer';
import type { RendererContext } from '../renderer-context.ts';

/**
 * The layer of a name: one that capabilities list or that shows a product, else the coverage of that identifier.
 * @throws NotFound `UnknownLayer`, saying which layers there are
 */
export async function resolveLayer(name: string, context: RendererContext): Promise<Layer> {
  const { stack, follower } = context;
  const found = findLayer(name, stack, follower.index) ?? (await coverageLayer(name, context));
  return found ?? requireLayer(name, stack, follower.index);
}

async function coverageLayer(
  name: string,
  { catalogue, follower }: RendererContext,
): Promise<Layer | undefined> {
  const owner = await catalogue.productWithCoverage(name);
  const product = owner === undefined ? undefined : follower.index.product(owner);
  if (!product) return undefined;
  const { identifier, collection } = product;
  return { name, title: name, collection, product: identifier, shows: { kind: 'coverage', coverage: name } };
}
