import { LRUCache } from 'lru-cache';
import type { ProductRef } from '@pvs/core/catalogue/product-ref';
import type { StoredProduct } from '@pvs/core/catalogue/product';
import type { SeenCatalogue } from '@pvs/core/catalogue/seen-catalogue';
import { productOfRecord } from '@pvs/core/catalogue/stored-record';
import { conflict } from '@pvs/core/errors';
import type { RecordStore } from './record-store.ts';

type Reference = Pick<ProductRef, 'identifier' | 'revision'>;

export interface ProductCache {
  /**
   * Whole products, in the order of the references.
   * @throws Conflict where the catalogue has another revision of one by now: the caller's index is behind
   */
  load(refs: readonly Reference[]): Promise<StoredProduct[]>;
}

const MAX_PRODUCTS = 20_000;

/** Keeps what is drawn often; a product at a revision never changes. Asks only for what `records` has not either. */
export function createProductCache(
  catalogue: Pick<SeenCatalogue, 'load'>,
  records: Pick<RecordStore, 'get'>,
): ProductCache {
  const cache = new LRUCache<string, StoredProduct>({ max: MAX_PRODUCTS });
  const keyOf = ({ identifier, revision }: Reference) => `${revision} ${identifier}`;
  const known = (ref: Reference) => {
    const cached = cache.get(keyOf(ref));
    const record = cached ? undefined : records.get(ref.identifier, ref.revision);
    if (record === undefined) return cached;
    const product = productOfRecord(record);
    cache.set(keyOf(ref), product);
    return product;
  };
  return {
    async load(refs) {
      const found = new Map(refs.map((ref) => [keyOf(ref), known(ref)]));
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
