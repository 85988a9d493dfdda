import type { Product } from '../search/product.ts';
import { intervalsOverlap } from '../time/time-interval.ts';
import type { TimeInterval } from '../time/time-interval.ts';

/** Each product once: those of the time, whatever the list shows, and the selected one. */
export function mappedProducts(
  overview: readonly Product[],
  list: readonly Product[],
  time: TimeInterval | undefined,
  selected: Product | undefined,
): readonly Product[] {
  const inTime = overview.filter(
    (product) => !time || (product.time && intervalsOverlap(product.time, time)),
  );
  const all = [...inTime, ...list, ...(selected ? [selected] : [])];
  return [...new Map(all.map((product) => [product.identifier, product])).values()];
}
