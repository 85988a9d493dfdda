import { postgresTime } from '../postgres-time.ts';
import type { Product } from '../product.ts';
import type { KeyValue } from './page-token.ts';
import { type ProductQuery, sortKeysOf } from './product-query.ts';

/**
 * The place of a product in the order of a search: what it has of each sort key.
 * @param registered when it was registered, where that is one of them, as the database writes it
 */
export const placeOf = (query: ProductQuery, product: Product, registered?: string): readonly KeyValue[] =>
  sortKeysOf(query).map(({ property }) => {
    if (property === 'registeredAt') return registered ?? null;
    const own = { ...product.attributes, ...ownKeys(product) }[property];
    return own instanceof Date ? postgresTime(own) : (own ?? null);
  });

const ownKeys = ({ identifier, collection, type, beginTime, endTime }: Product) => ({
  ...{ identifier, collection, type, beginTime, endTime },
});
