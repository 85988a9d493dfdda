import { projector, requireCrs } from '@pvs/core/crs/crs';
import type { Position } from '@pvs/core/geometry/footprint';
import type gdal from 'gdal-async';
import { type Ellipsoid, toGeocentric, WGS84 } from './geocentric.ts';

/** Where GDAL puts a coordinate of a CRS. */
export interface KnownPoint {
  readonly at: readonly [x: number, y: number];
  readonly lonLat: Position;
}

/** Metres that a PROJ string may put a point aside before it is corrected. */
const TOLERANCE_M = 0.02;
const METRES_PER_DEGREE = 111_320;

/**
 * The PROJ string of a CRS, such that whoever knows nothing but the string draws it where GDAL puts it. PROJ
 * strings cannot name most datums: where that moves the given points, the shift measured at them is written as
 * `+towgs84`, which fits to decimetres within a scene. Empty where the CRS has none.
 */
export function proj4Of(srs: gdal.SpatialReference, points: readonly KnownPoint[]): string {
  const plain = srs.toProj4().trim();
  if (plain === '' || deviationM(plain, points) <= TOLERANCE_M) return plain;
  const shifted = withShift(plain, ellipsoidOf(srs), points);
  return deviationM(shifted, points) < deviationM(plain, points) ? shifted : plain;
}

/** The largest distance between where the string and where GDAL puts a point. */
function deviationM(proj4: string, points: readonly KnownPoint[]): number {
  const project = projector(proj4, requireCrs('EPSG:4326').proj4);
  const distances = points.map(({ at: [x, y], lonLat: [lon, lat] }) => {
    const [ownLon, ownLat] = project(x, y);
    // Longitude 180 is -180.
    const east = ((((ownLon - lon + 180) % 360) + 360) % 360) - 180;
    return METRES_PER_DEGREE * Math.hypot(east * Math.cos((lat * Math.PI) / 180), ownLat - lat);
  });
  const largest = Math.max(...distances);
  return Number.isNaN(largest) ? Infinity : largest;
}

function withShift(proj4: string, { a, b }: Ellipsoid, points: readonly KnownPoint[]): string {
  const bare = proj4.replaceAll(/\+(datum|ellps|towgs84|nadgrids|a|b|rf)=\S+\s*/g, '').trim();
  const project = projector(`${bare} +a=${a} +b=${b}`, `+proj=longlat +a=${a} +b=${b} +no_defs`);
  const shifts = points.map(({ at: [x, y], lonLat }) => {
    const own = toGeocentric(project(x, y) as Position, { a, b });
    return toGeocentric(lonLat, WGS84).map((value, i) => value - (own[i] ?? NaN));
  });
  const mean = [0, 1, 2].map(
    (i) => shifts.reduce((sum, shift) => sum + (shift[i] ?? NaN), 0) / shifts.length,
  );
  return `${bare} +a=${a} +b=${b} +towgs84=${mean.map((metres) => metres.toFixed(4)).join(',')},0,0,0,0`;
}

function ellipsoidOf(srs: gdal.SpatialReference): Ellipsoid {
  const a = Number(srs.getAttrValue('SPHEROID', 1));
  const inverseFlattening = Number(srs.getAttrValue('SPHEROID', 2));
  return { a, b: inverseFlattening === 0 ? a : a * (1 - 1 / inverseFlattening) };
}
