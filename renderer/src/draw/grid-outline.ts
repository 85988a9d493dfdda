import type { Grid } from '@pvs/core/catalogue/product';
import { projector } from '@pvs/core/crs/crs';

/** Points on each side. With 8, an edge of 3,000 km strays by a thousandth of its length. */
const POINTS_PER_SIDE = 8;
const CORNERS: readonly (readonly [column: number, row: number])[] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

interface Outline {
  readonly proj4: string;
  /** x and y of one point after the other. */
  readonly coordinates: Float64Array;
}

/** A scene is drawn many times in the same CRS, and projecting its outline takes as long as a third of a plan. */
const latest = new WeakMap<Grid, Outline>();

/** Points along the outline of a grid in the coordinates of a CRS (a PROJ string): x and y of one after the other. */
export function gridOutline(grid: Grid, proj4: string): Float64Array {
  const known = latest.get(grid);
  if (known?.proj4 === proj4) return known.coordinates;
  const coordinates = projectOutline(grid, proj4);
  latest.set(grid, { proj4, coordinates });
  return coordinates;
}

function projectOutline({ transform, widthPx, heightPx, proj4 }: Grid, toProj4: string): Float64Array {
  const project = projector(proj4, toProj4);
  const [originX, scaleX, shearX, originY, shearY, scaleY] = transform;
  const coordinates = new Float64Array(CORNERS.length * POINTS_PER_SIDE * 2);
  for (const [side, [u, v]] of CORNERS.entries()) {
    const [nextU, nextV] = CORNERS[(side + 1) % CORNERS.length]!;
    for (let k = 0; k < POINTS_PER_SIDE; k++) {
      const t = k / POINTS_PER_SIDE;
      const [column, row] = [(u + (nextU - u) * t) * widthPx, (v + (nextV - v) * t) * heightPx];
      const point = project(
        originX + column * scaleX + row * shearX,
        originY + column * shearY + row * scaleY,
      );
      coordinates.set(point, (side * POINTS_PER_SIDE + k) * 2);
    }
  }
  return coordinates;
}
