import type { Grid } from '@pvs/core/catalogue/product';
import { type Box, heightOf, widthOf } from '@pvs/core/geometry/box';

/** A grid, north up, that fills a rectangle in the CRS of another one with pixels of its size. */
export function gridOfBox(box: Box, { crs, proj4, transform }: Grid): Grid {
  const [, a, b, , d, e] = transform;
  const widthPx = Math.max(1, Math.round(widthOf(box) / Math.hypot(a, d)));
  const heightPx = Math.max(1, Math.round(heightOf(box) / Math.hypot(b, e)));
  const [width, height] = [widthOf(box) / widthPx, heightOf(box) / heightPx];
  return { crs, proj4, widthPx, heightPx, transform: [box.minX, width, 0, box.maxY, 0, -height] };
}
