import { LRUCache } from 'lru-cache';
import type { ProductRef } from '@pvs/core/catalogue/product-ref';
import type { StoredProduct } from '@pvs/core/catalogue/product';
import type { SeenCatalogue } from '@pvs/core/catalogue/seen-catalogue';
import { conflict } from '@pvs/core/errors';

export interface ProductCache {
  /**
   * Whole products, in the order of the references.
   * @throws Conflict where the catalogue has another revision of one by now: the caller's index is behind
   */
  load(refs: readonly Pick<ProductRef, 'identifier' | 'revision'>[]): Promise<StoredProduct[]>;
}

const MAX_PRODUCTS = 20_000;

/** Keeps what is drawn often; a product at a revision never changes. */
export function createProductCache(catalogue: Pick<SeenCatalogue, 'load'>): ProductCache {
  const cache = new LRUCache<string, StoredProduct>({ max: MAX_PRODUCTS });
  const keyOf = ({ identifier, revision }: Pick<ProductRef, 'identifier' | 'revision'>) =>
    `${revision} ${identifier}`;
  return {
    async load(refs) {
      const found = new Map(refs.map((ref) => [keyOf(ref), cache.get(keyOf(ref))]));
      const missing = refs.filter((ref) => found.get(keyOf(ref)) === undefined).map((ref) => ref.identifier);
      for (const product of await catalogue.load(missing)) {
        cache.set(keyOf(product), product);
        found.set(keyOf(product), product);
      }
      return refs.map((ref) => {
        const product = found.get(keyOf(ref));
        if (product) return product;
        throw conflict(`product '${ref.identifier}' changed while it was being drawn: try again`, {
          code: 'ProductChanged',
          detail: { identifier: ref.identifier, revision: ref.revision },
        });
      });
    },
  };
}
