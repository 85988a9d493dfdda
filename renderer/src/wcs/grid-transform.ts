import type { Grid } from '@pvs/core/catalogue/product';
import { boxAround, type Box } from '@pvs/core/geometry/box';
import type { PixelRect } from '../draw/map-picture.ts';

type Transform = Grid['transform'];

/** Coordinates of a position in pixels from the corner of the first one. */
export const toGround = ([x, a, b, y, d, e]: Transform, column: number, row: number) =>
  [x + column * a + row * b, y + column * d + row * e] as const;

/** Position in pixels of coordinates. */
export function toPixels([x, a, b, y, d, e]: Transform, east: number, north: number) {
  const determinant = a * e - b * d;
  const [dx, dy] = [east - x, north - y];
  return [(dx * e - dy * b) / determinant, (dy * a - dx * d) / determinant] as const;
}

/** The transform of a part of a grid. */
export function transformOfPart(transform: Transform, { x0, y0 }: Pick<PixelRect, 'x0' | 'y0'>): Transform {
  const [, a, b, , d, e] = transform;
  const [x, y] = toGround(transform, x0, y0);
  return [x, a, b, y, d, e];
}

/** The rectangle around a grid in its own CRS. */
export function boxOfGrid({ crs, transform, widthPx, heightPx }: Grid): Box {
  const corners = [
    [0, 0],
    [widthPx, 0],
    [0, heightPx],
    [widthPx, heightPx],
  ] as const;
  return boxAround(
    crs,
    corners.map(([column, row]) => toGround(transform, column, row)),
  )!;
}
