import { projector, requireCrs } from '../crs/crs.ts';
import { boxAround, type Box, intersectBoxes } from './box.ts';

const LON_LAT = 'EPSG:4326';
/** Their axes are parallel to longitude and latitude: corners tell all. */
const CYLINDRICAL: readonly string[] = [LON_LAT, 'EPSG:3857'];
/** Points along each edge and across the inside. */
const SAMPLES = 21;
/** Products reach beyond the zone that a projection is made for: a neighbouring UTM zone's width. */
const BEYOND_DEGREES = 6;

/**
 * The box in a CRS around a longitude/latitude box, as far as the CRS is meant to be used; undefined where it is not.
 * Between the sampled points a curved edge may leave it by less than a percent of its size.
 */
export function projectBox(lonLat: Box, crsCode: string): Box | undefined {
  const crs = requireCrs(crsCode);
  const usable = usableBox(lonLat, crsCode);
  if (!usable) return undefined;
  const project = projector(requireCrs(LON_LAT).proj4, crs.proj4);
  const steps = CYLINDRICAL.includes(crsCode) ? 1 : SAMPLES - 1;
  const points: (readonly [number, number])[] = [];
  for (let i = 0; i <= steps; i += 1) {
    for (let j = 0; j <= steps; j += 1) {
      const lon = usable.minX + ((usable.maxX - usable.minX) * i) / steps;
      const lat = usable.minY + ((usable.maxY - usable.minY) * j) / steps;
      const point = project(lon, lat);
      if (point.every(Number.isFinite)) points.push(point);
    }
  }
  return boxAround(crsCode, points);
}

/** The part of a longitude/latitude box where a CRS is meant to be used. */
export const usableBox = (lonLat: Box, crsCode: string): Box | undefined =>
  intersectBoxes(lonLat, domainOf(requireCrs(crsCode).domain));

function domainOf([west, south, east, north]: readonly [number, number, number, number]): Box {
  const isGlobal = west <= -180 && east >= 180;
  return {
    crs: LON_LAT,
    minX: isGlobal ? -Infinity : west - BEYOND_DEGREES,
    minY: south,
    maxX: isGlobal ? Infinity : east + BEYOND_DEGREES,
    maxY: north,
  };
}
