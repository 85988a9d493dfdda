import { type Box, growBox } from '../geometry/box.ts';
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
  const margin = outlineMargin(layer, view.crs, resolution);
  return lonLatBoxes(margin === 0 ? view : growBox(view, margin));
}

/** How far a layer shows products beyond where they lie, in units of a CRS. */
export function outlineMargin(layer: Layer, crs: string, resolution: number): number {
  const { kind } = shownAt(layer, crs, resolution);
  return kind === 'outlines' || kind === 'outlined' ? OUTLINE_WIDTH_PX * resolution : 0;
}
