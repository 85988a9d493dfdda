import type { StoredProduct } from '@pvs/core/catalogue/product';
import { colorizer } from '../computed/color-of-value.ts';
import { countFootprints } from '../draw/count-footprints.ts';
import { type MapPicture, transparentPicture } from '../draw/map-picture.ts';
import type { PictureGrid } from '../draw/pixel-mapping.ts';

/** What EOxServer has. */
export const HEATMAP_RAMP = 'plasma';
export const HEATMAP_RANGE = [0, 10] as const;

/** How many footprints lie over each other; where there is none, nothing. */
export function drawHeatmap(
  products: readonly StoredProduct[],
  view: PictureGrid,
  ramp: string = HEATMAP_RAMP,
  [min, max]: readonly [number, number] = HEATMAP_RANGE,
): MapPicture {
  const footprints = products.map(({ footprint }) => footprint);
  const counts = countFootprints(view, footprints);
  const colorOf = colorizer(ramp, min, max);
  const colors = Array.from({ length: products.length + 1 }, (_, count) => colorOf(count));
  const picture = transparentPicture(view.widthPx, view.heightPx);
  for (const [i, count] of counts.entries())
    if (count > 0) picture.rgba.set(colors[Math.min(count, products.length)]!, i * 4);
  return picture;
}
