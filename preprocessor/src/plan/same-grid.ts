import type { PixelGrid } from '../pixels/pixel-plan.ts';

/** Parts of a pixel that grids may differ by and still be the same. */
const TOLERANCE_PX = 0.01;

/** Whether each pixel of one grid is a pixel of the other. */
export function isSameGrid(a: PixelGrid, b: PixelGrid): boolean {
  if (a.widthPx !== b.widthPx || a.heightPx !== b.heightPx || a.crs !== b.crs) return false;
  const [, dx, rx, , ry, dy] = a.transform;
  const size = Math.max(Math.abs(dx), Math.abs(dy), Math.abs(rx), Math.abs(ry));
  const edge = Math.max(a.widthPx, a.heightPx);
  return a.transform.every((value, i) => {
    const isOrigin = i === 0 || i === 3;
    return Math.abs(value - (b.transform[i] ?? NaN)) <= (size * TOLERANCE_PX) / (isOrigin ? 1 : edge);
  });
}

/** The area of a pixel, in square units of the CRS. */
export const pixelArea = ({ transform: [, dx, rx, , ry, dy] }: PixelGrid): number =>
  Math.abs(dx * dy - rx * ry);
