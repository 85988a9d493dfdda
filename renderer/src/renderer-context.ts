import { searchLimits } from '@pvs/core/catalogue/search/search-limits';
import { seenCatalogue, type SeenCatalogue } from '@pvs/core/catalogue/seen-catalogue';
import type { FollowingContext } from '@pvs/core/http/service-context';
import { type Admission, createAdmission } from './admission.ts';
import { createProductCache, type ProductCache } from './layers/product-cache.ts';
import { RecordStore } from './layers/record-store.ts';
import { defaultBlockCacheBytes } from './raster/block-cache-bytes.ts';
import { createRasterAccess, type RasterAccess } from './raster/raster-access.ts';

/** What drawing and answering work with: of the database what a request may see, see `seenContext`. */
export interface RendererContext extends Omit<FollowingContext, 'db'> {
  readonly catalogue: SeenCatalogue;
  readonly raster: RasterAccess;
  /** What {@link readAhead} fills. */
  readonly records: RecordStore;
  readonly products: ProductCache;
  readonly admission: Admission;
}

/** About as many files as a busy map shows; a header is some kilobytes. */
const HEADER_CACHE_ENTRIES = 2000;

/** For some 150,000 products of one raster each. */
const RECORD_STORE_BYTES = 64 * 1024 ** 2;

/** Less than clients and proxies wait for an answer. */
const PATIENCE_MS = 20_000;

export function rendererContext({ db, ...context }: FollowingContext): RendererContext {
  const { follower, stack } = context;
  const catalogue = seenCatalogue({ db, follower, limits: searchLimits(stack) });
  const records = new RecordStore(RECORD_STORE_BYTES);
  return {
    ...context,
    catalogue,
    raster: createRasterAccess({
      store: context.store,
      blockCacheBytes: stack.limits.blockCacheBytes ?? defaultBlockCacheBytes(),
      headerCacheEntries: HEADER_CACHE_ENTRIES,
    }),
    records,
    products: createProductCache(catalogue, records),
    admission: createAdmission({ ...stack.limits, patienceMs: PATIENCE_MS }),
  };
}
