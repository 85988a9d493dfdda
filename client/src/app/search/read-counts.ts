import { parseInstant } from '../time/time-interval.ts';
import type { TimeInterval } from '../time/time-interval.ts';
import { isRecord } from './product.ts';

export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

/** What there is at all. */
export interface CatalogueExtent {
  /** From the first begin to the last; undefined where there is no product. */
  readonly begins: TimeInterval | undefined;
  /** The most frequent first. */
  readonly platforms: readonly ValueCount[];
}

/** Reads the answer to `extentUrl`; what is missing counts as nothing. */
export function readExtent(body: unknown): CatalogueExtent {
  const [first, last] = ['datetime_min', 'datetime_max'].map((name) => {
    const { value } = aggregationOf(body, name);
    return typeof value === 'string' ? parseInstant(value) : undefined;
  });
  return {
    begins: first === undefined || last === undefined ? undefined : { startMs: first, endMs: last },
    platforms: bucketsOf(body, 'platform_frequency'),
  };
}

/** Reads the answer to `countsUrl`: products by the instant at which their step begins. */
export function readCounts(body: unknown): ReadonlyMap<number, number> {
  return new Map(
    bucketsOf(body, 'datetime_frequency').flatMap(({ value, count }) => {
      const beginMs = parseInstant(value);
      return beginMs === undefined ? [] : [[beginMs, count] as const];
    }),
  );
}

function bucketsOf(body: unknown, name: string): ValueCount[] {
  const { buckets } = aggregationOf(body, name);
  return (Array.isArray(buckets) ? buckets : []).filter(isRecord).flatMap(({ key, frequency }) => {
    return typeof key === 'string' && typeof frequency === 'number' ? [{ value: key, count: frequency }] : [];
  });
}

function aggregationOf(body: unknown, name: string): Record<string, unknown> {
  const all = isRecord(body) && Array.isArray(body['aggregations']) ? body['aggregations'] : [];
  return all.filter(isRecord).find((aggregation) => aggregation['name'] === name) ?? {};
}
