import { boxOf } from '../map/footprint-of.ts';
import { boxesTouch } from '../search/geo-box.ts';
import type { GeoBox } from '../search/geo-box.ts';
import type { Product } from '../search/product.ts';
import type { HistogramEntry } from '../time/histogram.ts';
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

/** The dated products, those in the area emphasised. */
export function histogramEntries(products: readonly Product[], area: GeoBox | undefined): HistogramEntry[] {
  return products.flatMap((product) =>
    product.time ? [{ beginMs: product.time.startMs, emphasised: isInArea(product, area) }] : [],
  );
}

/** True where the product touches the area; no area takes in all, and a product without a place is in none. */
export function isInArea(product: Product, area: GeoBox | undefined): boolean {
  if (!area) return true;
  const box = boxOf(product);
  return box !== undefined && boxesTouch(box, area);
}
