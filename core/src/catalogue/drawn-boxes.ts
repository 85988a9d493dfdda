import { coverageFootprint } from '../geometry/coverage-footprint.ts';
import { footprintBoxes } from '../geometry/footprint-boxes.ts';
import type { Box } from '../geometry/box.ts';
import type { Product } from './product.ts';

/**
 * Rectangles, `[west, south, east, north]`, that hold everything a product's layers show: its footprint, and its
 * rasters, since delivered footprints are not always where the pixels are.
 */
export function drawnBoxesOf({ footprint, coverages }: Pick<Product, 'footprint' | 'coverages'>) {
  const rasters = coverages.flatMap(({ grid }) => [...footprintBoxes(coverageFootprint([grid]))]);
  const boxes: Box[] = [];
  for (const box of [...footprintBoxes(footprint), ...rasters]) {
    if (!boxes.some((other) => holds(other, box))) boxes.push(box);
  }
  return boxes.map(({ minX, minY, maxX, maxY }): [number, number, number, number] => [
    minX,
    minY,
    maxX,
    maxY,
  ]);
}

const holds = (outer: Box, inner: Box) =>
  outer.minX <= inner.minX &&
  outer.minY <= inner.minY &&
  outer.maxX >= inner.maxX &&
  outer.maxY >= inner.maxY;
