import type { TimeInterval } from '../time/time-interval.ts';
import type { Product } from './product.ts';

/** Where stepping starts: the selected product, else the chosen interval, else outside all times. */
export interface StepOrigin {
  readonly product: string | undefined;
  readonly time: TimeInterval | undefined;
}

type DatedProduct = Product & { readonly time: TimeInterval };

/**
 * The next (or previous) product in order of time; from "all times" forwards the oldest, backwards the newest.
 * Undefined at the end.
 */
export function stepProduct(
  products: readonly Product[],
  { product, time }: StepOrigin,
  direction: -1 | 1,
): DatedProduct | undefined {
  const ordered = products.filter(isDated).sort(byTime);
  const index = ordered.findIndex(({ identifier }) => identifier === product);
  if (index >= 0) return ordered[index + direction];
  if (direction === 1) return ordered.find((other) => !time || other.time.startMs > time.endMs);
  return ordered.findLast((other) => !time || other.time.endMs < time.startMs);
}

const isDated = (product: Product): product is DatedProduct => product.time !== undefined;

const byTime = (a: DatedProduct, b: DatedProduct) =>
  a.time.startMs - b.time.startMs || (a.identifier < b.identifier ? -1 : 1);
