import { type CacheSize, CACHE_SIZE_KEY } from '@pvs/core/observe/cache-size';
import { schema } from '../json-schema.ts';
import type { OpsView } from '../ops-view.ts';
import { cachePage } from '../pages/cache-page.ts';

/** What the cache keeps, as it was last counted; nothing before the first count. */
export interface KeptTiles {
  readonly size: CacheSize | null;
  /** At which the tiles not used for longest are removed. */
  readonly maxBytes: number | null;
}

const { text, time, number, count, array, orNull, object } = schema;

const zoom = object({ collection: text, tileMatrixSet: text, zoom: count, tiles: count, sizeBytes: count });

/** `/ops/cache`: how many tiles of what are kept. */
export const cache: OpsView<KeptTiles> = {
  path: '/ops/cache',
  name: 'Cache',
  summary: 'tiles that are kept, by collection, tile matrix set and zoom, as a cache last counted them',
  parameters: [],
  answer: object({
    size: orNull(object({ at: time, seconds: number, tiles: count, sizeBytes: count, zooms: array(zoom) })),
    maxBytes: orNull(count),
  }),
  isLive: true,
  async read({ redis, stack }) {
    const json = await redis.get(CACHE_SIZE_KEY);
    return {
      size: json === null ? null : (JSON.parse(json) as CacheSize),
      maxBytes: stack.cache.maxBytes ?? null,
    };
  },
  page: cachePage,
};
