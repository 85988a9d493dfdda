import { postgresTime } from '../postgres-time.ts';
import type { Product } from '../product.ts';
import type { KeyValue } from './page-token.ts';
import { type ProductQuery, sortKeysOf } from './product-query.ts';

/**
 * The place of a product in the order of a search: what it has of each sort key.
 * @param registered when it was registered, where that is one of them, as the database writes it
 */
export function placeOf(query: ProductQuery, product: Product, registered?: string): readonly KeyValue[] {
  const { identifier, collection, type, beginTime, endTime } = product;
  const known = { ...product.attributes, identifier, collection, type, beginTime, endTime };
  return sortKeysOf(query).map(({ property }) => {
    const value = property === 'registeredAt' ? registered : known[property];
    return value instanceof Date ? postgresTime(value) : (value ?? null);
  });
}
