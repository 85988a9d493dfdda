import type { StackConfig } from '@pvs/core/config/stack';

type Config = Pick<StackConfig, 'cache' | 'collections'>;

/**
 * `Cache-Control` of what shows a collection. `no-cache` makes browsers ask each time, which an ETag makes nearly free;
 * with an age they do not ask for so long, and then ask before they show it again (RFC 9111 §5.2.2.2).
 */
export function cacheControlOf(collection: string, { cache, collections }: Config): string {
  const { maxAgeS = cache.maxAgeS } = collections.find(({ id }) => id === collection) ?? {};
  return maxAgeS === 0 ? 'no-cache' : `max-age=${maxAgeS}, must-revalidate`;
}
