import { schema } from '../json-schema.ts';
import type { OpsView } from '../ops-view.ts';
import { deregisterPage } from '../pages/deregister-page.ts';
import { findProducts, type FoundProduct, similarIdentifiers } from '../products/find-products.ts';

/** The product that is asked about, or those that begin like it. */
export interface ProductLookup {
  readonly product: FoundProduct | null;
  readonly similar: readonly string[];
}

const { text, time, number, array, orNull, object } = schema;

/** `/ops/deregister`: a product as it would be removed. */
export const deregister: OpsView<ProductLookup> = {
  path: '/ops/deregister',
  name: 'Deregister',
  summary: 'a product by its identifier, as it would be deregistered, or identifiers that begin like it',
  parameters: [{ name: 'identifier', description: 'of the product', schema: text }],
  answer: object({
    product: orNull(
      object({
        ...{ identifier: text, collection: text, type: text, beginTime: time, endTime: time },
        ...{ registeredAt: time, prefix: text, bbox: array(number) },
      }),
    ),
    similar: array(text),
  }),
  isLive: false,
  async read({ db }, { identifier = '' }) {
    const wanted = identifier.trim();
    if (wanted === '') return { product: null, similar: [] };
    const [product = null] = await findProducts(db, [wanted]);
    return { product, similar: product ? [] : await similarIdentifiers(db, wanted) };
  },
  page: deregisterPage,
};
