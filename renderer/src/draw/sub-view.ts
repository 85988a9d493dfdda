import { heightOf, widthOf } from '@pvs/core/geometry/box';
import type { Grid } from '@pvs/core/catalogue/product';
import type { PixelRect } from './map-picture.ts';
import type { PictureGrid } from './pixel-mapping.ts';
import { findSight } from './plan-drawing.ts';

/** A part of a view as a view of its own, grown by some pixels to all sides. */
export function subView({ box, widthPx, heightPx }: PictureGrid, part: PixelRect, margin = 0): PictureGrid {
  const [pixelX, pixelY] = [widthOf(box) / widthPx, heightOf(box) / heightPx];
  return {
    box: {
      crs: box.crs,
      minX: box.minX + (part.x0 - margin) * pixelX,
      maxX: box.minX + (part.x1 + margin) * pixelX,
      minY: box.maxY - (part.y1 + margin) * pixelY,
      maxY: box.maxY - (part.y0 - margin) * pixelY,
    },
    widthPx: part.x1 - part.x0 + 2 * margin,
    heightPx: part.y1 - part.y0 + 2 * margin,
  };
}

/** The part of a view in which rasters show, grown by some pixels within it; undefined where none does. */
export function partShowing(view: PictureGrid, grids: readonly Grid[], margin = 0): PixelRect | undefined {
  const areas = grids.flatMap((grid) => findSight(view, grid).areas);
  if (areas.length === 0) return undefined;
  return {
    x0: Math.max(0, Math.min(...areas.map(({ x0 }) => x0)) - margin),
    y0: Math.max(0, Math.min(...areas.map(({ y0 }) => y0)) - margin),
    x1: Math.min(view.widthPx, Math.max(...areas.map(({ x1 }) => x1)) + margin),
    y1: Math.min(view.heightPx, Math.max(...areas.map(({ y1 }) => y1)) + margin),
  };
}
