import { withDatabase } from '@pvs/core/catalogue/database-errors';
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

async function coverageLayer(name: string, { db, follower }: RendererContext): Promise<Layer | undefined> {
  // Databases refuse the character.
  if (name === '' || name.includes('\u0000')) return undefined;
  const row = await withDatabase(() =>
    db
      .selectFrom('coverage')
      .innerJoin('product', 'product.id', 'coverage.productId')
      .select(['product.identifier', 'product.collection'])
      .where('coverage.identifier', '=', name.toWellFormed())
      .orderBy('product.beginTime', 'desc')
      .limit(1)
      .executeTakeFirst(),
  );
  const product = row && follower.index.product(row.identifier);
  if (!product) return undefined;
  const { identifier, collection } = product;
  return { name, title: name, collection, product: identifier, shows: { kind: 'coverage', coverage: name } };
}
