import { boxesTouch } from '../src/app/search/geo-box.ts';
import type { CannedProduct } from './canned-products.ts';

/** The answer of `/stac/collections/{id}/aggregate` for what the page asks. */
export function countProducts(products: readonly CannedProduct[], query: Record<string, string>) {
  const found = products.filter(matches(query));
  const begins = found.map(({ beginTime }) => beginTime).sort();
  const length = { hour: 13, day: 10, month: 7 }[query['datetime_frequency_interval'] ?? 'day'] ?? 10;
  const steps = tally(begins.map((begin) => begin.slice(0, length)));
  return {
    type: 'AggregationCollection',
    aggregations: [
      { name: 'datetime_min', value: begins[0] ?? null },
      { name: 'datetime_max', value: begins.at(-1) ?? null },
      { name: 'total_count', value: found.length },
      { name: 'platform_frequency', buckets: tally(found.map(({ platform }) => platform)) },
      {
        name: 'datetime_frequency',
        buckets: steps.map(({ key, frequency }) => ({
          key: `${key}${'0000-01-01T00:00:00Z'.slice(length)}`,
          frequency,
        })),
      },
    ],
  };
}

function matches(query: Record<string, string>): (product: CannedProduct) => boolean {
  const [west = -180, south = -90, east = 180, north = 90] = query['bbox']?.split(',').map(Number) ?? [];
  const clouds = Number(/"eo:cloud_cover" <= (\d+)/.exec(query['filter'] ?? '')?.[1] ?? 100);
  const platform = /platform = '(.*)'/.exec(query['filter'] ?? '')?.[1];
  const [start = '', end = '9'] = query['datetime']?.split('/') ?? [];
  return (product) => {
    const [w, s, e, n] = product.bbox;
    return (
      boxesTouch({ west, south, east, north }, { west: w, south: s, east: e, north: n }) &&
      product.cloudCover <= clouds &&
      (platform === undefined || product.platform === platform) &&
      product.beginTime <= end &&
      product.endTime >= start
    );
  };
}

function tally(keys: readonly string[]) {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].map(([key, frequency]) => ({ key, frequency }));
}
