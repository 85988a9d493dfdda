import type { Box } from '../geometry/box.ts';
import { lonLatBoxes } from '../geometry/lon-lat-boxes.ts';
import type { Layer } from './layer.ts';
import { shownAt } from './shown-at.ts';

/** Width of the outlines that layers show, pixels. */
export const OUTLINE_WIDTH_PX = 1.5;

/**
 * The longitude/latitude boxes of the products that may show in a view of a layer: those of the view, grown where
 * outlines reach beyond their products. `resolution` is the view's, in units of its CRS per pixel.
 */
export function shownBoxes(layer: Layer, view: Box, resolution: number): Box[] {
  const { kind } = shownAt(layer, view.crs, resolution);
  if (kind !== 'outlines' && kind !== 'outlined') return lonLatBoxes(view);
  const margin = OUTLINE_WIDTH_PX * resolution;
  return lonLatBoxes({
    crs: view.crs,
    minX: view.minX - margin,
    minY: view.minY - margin,
    maxX: view.maxX + margin,
    maxY: view.maxY + margin,
  });
}
