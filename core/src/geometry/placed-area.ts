import { projector, requireCrs } from '../crs/crs.ts';
import { type Area, type Edge, sharedBoundary } from './area.ts';
import { boxAround, type Box } from './box.ts';
import { usableBox } from './project-box.ts';
import { projectEdges } from './project-edges.ts';

/** An area in a CRS. */
export interface PlacedArea {
  /** Around its boundary. */
  readonly box: Box;
  readonly edges: readonly Edge[];
  contains(x: number, y: number): boolean;
}

/**
 * What an area and a longitude/latitude box share, in a CRS; undefined where that is nothing, or nowhere in it.
 * @param tolerance units of the CRS by which its edges may be off
 */
export function placeArea(area: Area, lonLat: Box, crs: string, tolerance: number): PlacedArea | undefined {
  const box = usableBox(lonLat, crs);
  const edges = box && projectEdges(sharedBoundary(area, box), crs, tolerance);
  const around = edges && boxAround(crs, edges.flat());
  if (!box || !edges || !around) return undefined;
  const unproject = projector(requireCrs(crs).proj4, requireCrs('EPSG:4326').proj4);
  return {
    box: around,
    edges,
    contains(x, y) {
      const [lon, lat] = unproject(x, y);
      const isInBox = lon >= box.minX && lon <= box.maxX && lat >= box.minY && lat <= box.maxY;
      return isInBox && area.contains([lon, lat]);
    },
  };
}
