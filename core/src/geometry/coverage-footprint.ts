import type { Grid } from '../catalogue/product.ts';
import { projector, requireCrs } from '../crs/crs.ts';
import { invalidInput } from '../errors.ts';
import { buildFootprint } from './build-footprint.ts';
import type { Footprint, Position } from './footprint.ts';

/** Points along each edge: a straight edge of a projected grid is a curve in longitude and latitude. */
const POINTS_PER_EDGE = 8;

/** The outline of raster grids in longitude and latitude, for products whose metadata has no footprint. */
export function coverageFootprint(grids: readonly Grid[]): Footprint {
  return buildFootprint(grids.map((grid) => [outline(grid)]));
}

function outline({ crs, proj4, transform, widthPx, heightPx }: Grid): Position[] {
  const toLonLat = projector(proj4, requireCrs('EPSG:4326').proj4);
  const corners = [
    [0, 0],
    [0, heightPx],
    [widthPx, heightPx],
    [widthPx, 0],
    [0, 0],
  ] as const;
  const ring: Position[] = [];
  for (let edge = 0; edge < 4; edge += 1) {
    const [from, to] = [corners[edge]!, corners[edge + 1]!];
    for (let step = 0; step < POINTS_PER_EDGE; step += 1) {
      const t = step / POINTS_PER_EDGE;
      const [column, row] = [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t];
      const x = transform[0] + column * transform[1] + row * transform[2];
      const y = transform[3] + column * transform[4] + row * transform[5];
      const [lon, lat] = toLonLat(x, y);
      if (!Number.isFinite(lon) || !Number.isFinite(lat)) {
        throw invalidInput(`the grid’s corner (${x}, ${y}) in ${crs} has no longitude and latitude`, {
          code: 'InvalidFootprint',
        });
      }
      ring.push([lon, lat]);
    }
  }
  return [...ring, ring[0]!];
}
