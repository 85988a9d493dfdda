import type { Box } from '@pvs/core/geometry/box';
import type gdal from 'gdal-async';
import type { TargetGrid } from '../cog/align-grid.ts';
import type { Window } from './warp-windows.ts';

/** Points in each direction that a window is looked up at: between them it hardly bends. */
const POINTS = 9;
/** Pixels around what the points say: the reach of the kernel, and of the bend between points. */
const MARGIN_PX = 16;

/**
 * What a box of another CRS needs of a raster: a window of it, `outside` where it shows nothing of it, `unknown`
 * where the CRS cannot say for the whole box.
 */
export function sourceWindow(
  toPixels: gdal.CoordinateTransformation,
  box: Box,
  { x: widthPx, y: heightPx }: { readonly x: number; readonly y: number },
): Window | 'outside' | 'unknown' {
  const points = pixelsOf(toPixels, box);
  if (!points) return 'unknown';
  const edge = (values: readonly number[], size: number) => {
    const reach = Math.max(...values) - Math.min(...values);
    const margin = MARGIN_PX + reach / POINTS / POINTS;
    const from = Math.max(0, Math.floor(Math.min(...values) - margin));
    return [from, Math.min(size, Math.ceil(Math.max(...values) + margin)) - from] as const;
  };
  const [x, width] = edge(
    points.map((point) => point.x),
    widthPx,
  );
  const [y, height] = edge(
    points.map((point) => point.y),
    heightPx,
  );
  return width <= 0 || height <= 0 ? 'outside' : { x, y, widthPx: width, heightPx: height };
}

function pixelsOf(toPixels: gdal.CoordinateTransformation, { minX, minY, maxX, maxY }: Box) {
  try {
    return Array.from({ length: POINTS ** 2 }, (_, i) => {
      const [shareX, shareY] = [(i % POINTS) / (POINTS - 1), Math.floor(i / POINTS) / (POINTS - 1)];
      return toPixels.transformPoint(minX + shareX * (maxX - minX), minY + shareY * (maxY - minY));
    });
  } catch {
    return undefined;
  }
}

/**
 * Pixels of a grid per pixel of the raster, along the raster's axes, in the middle of the grid. Left to itself GDAL
 * takes the ratio of the sides of each window, which a window that lies askew in the raster makes a blur of.
 */
export function scaleOf(
  toPixels: gdal.CoordinateTransformation,
  { box, widthPx, heightPx }: TargetGrid,
): { readonly x: number; readonly y: number } {
  const [dx, dy] = [(box.maxX - box.minX) / widthPx, (box.maxY - box.minY) / heightPx];
  const [x, y] = [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2];
  const middle = toPixels.transformPoint(x, y);
  const [right, down] = [toPixels.transformPoint(x + dx, y), toPixels.transformPoint(x, y - dy)];
  return {
    x: 1 / Math.hypot(right.x - middle.x, down.x - middle.x),
    y: 1 / Math.hypot(right.y - middle.y, down.y - middle.y),
  };
}
