import gdal from 'gdal-async';
import { projector, requireCrs } from '@pvs/core/crs/crs';
import { METRES_PER_DEGREE } from '@pvs/core/crs/crs-table';
import { fromLonLat } from '@pvs/preprocessor/gdal/lon-lat-of';
import type { Ellipsoid } from '@pvs/preprocessor/gdal/geocentric';
import type { KnownPoint } from '@pvs/preprocessor/gdal/proj4-of';
import { withFittedShift } from './fit-shift.ts';
import type { RegisteredCrs } from './list-crss.ts';

/** Metres that a PROJ string may put most points, and any, elsewhere than PROJ does. */
const TOLERANCE_M = 3;
const MOST_M = 15;
/** Most: what is around them belongs to the box around a domain, and PROJ uses shifts of other countries there. */
const MOST_POINTS = 0.6;
/** What is nearer needs no shift of its own. */
const GOOD_M = 0.02;
/** Points along each side of a domain. */
const STEPS = 4;

/** A line of the table, or why a CRS has none. */
export type DescribedCrs = { readonly line: string } | { readonly why: string };

/** Describes a CRS by a PROJ string, if that puts points over its domain where PROJ does. */
export function describeCrs(crs: RegisteredCrs): DescribedCrs {
  const order = axisOrderOf(crs);
  if (!order) return { why: 'with axes to the west or the south' };
  try {
    const srs = gdal.SpatialReference.fromEPSG(crs.code);
    const points = pointsOf(srs, crs.domain);
    if (points.length < STEPS) return { why: 'that PROJ has no points of' };
    const metres = srs.isGeographic() ? METRES_PER_DEGREE : srs.getLinearUnits().value;
    const proj4 = bestString(srs, points, metres);
    if (proj4 === undefined) return { why: 'of other shifts or methods' };
    const cells = [crs.code, crs.title, proj4, order, metres, crs.domain.join(',')];
    return { line: cells.join('\t') };
  } catch {
    return { why: 'that have no PROJ string' };
  }
}

/** The string of the registry; where that puts points elsewhere, with the shift that fits them, or most of them. */
function bestString(
  srs: gdal.SpatialReference,
  points: readonly KnownPoint[],
  metres: number,
): string | undefined {
  const plain = srs
    .toProj4()
    .replaceAll(/ ?\+(type=crs|no_defs)/g, '')
    .trim();
  const ofAll = (proj4: string) => Math.max(...deviationsOf(proj4, points, metres));
  if (ofAll(plain) <= GOOD_M) return plain;
  const fitted = withFittedShift(plain, ellipsoidOf(srs), points);
  const [better = plain] = [plain, fitted].toSorted((one, other) => ofAll(one) - ofAll(other));
  if (ofAll(better) <= TOLERANCE_M) return better;
  const most = closest(points, deviationsOf(better, points, metres));
  const refitted = withFittedShift(plain, ellipsoidOf(srs), most);
  const ofMost = Math.max(...deviationsOf(refitted, most, metres));
  return ofMost <= TOLERANCE_M && ofAll(refitted) <= MOST_M ? refitted : undefined;
}

function closest(points: readonly KnownPoint[], deviations: readonly number[]): KnownPoint[] {
  const order = points.map((_, i) => i).toSorted((one, other) => deviations[one]! - deviations[other]!);
  return order.slice(0, Math.ceil(points.length * MOST_POINTS)).map((i) => points[i]!);
}

function ellipsoidOf(srs: gdal.SpatialReference): Ellipsoid {
  const a = Number(srs.getAttrValue('SPHEROID', 1));
  const inverseFlattening = Number(srs.getAttrValue('SPHEROID', 2));
  return { a, b: inverseFlattening === 0 ? a : a * (1 - 1 / inverseFlattening) };
}

/** Around a pole all axes point to the same: names tell. Undefined for axes that go the other way. */
function axisOrderOf({ axes: [first, second] }: RegisteredCrs): 'xy' | 'yx' | undefined {
  if (!first || !second) return undefined;
  const pair = `${first.orientation} ${second.orientation}`;
  if (pair === 'east north') return 'xy';
  if (pair === 'north east') return 'yx';
  if (![first, second].every(({ orientation }) => /^(north|south) along /i.test(orientation)))
    return undefined;
  return /^north/i.test(first.name) ? 'yx' : 'xy';
}

/** Where PROJ, with all its knowledge, puts points of the domain. */
function pointsOf(srs: gdal.SpatialReference, [west, south, east, north]: RegisteredCrs['domain']) {
  const project = fromLonLat(srs);
  const width = east - west + (east < west ? 360 : 0);
  const points: KnownPoint[] = [];
  for (let i = 0; i < STEPS; i++)
    for (let j = 0; j < STEPS; j++) {
      const lon = west + (width * (i + 0.5)) / STEPS;
      const lat = south + ((north - south) * (j + 0.5)) / STEPS;
      const lonLat = [lon > 180 ? lon - 360 : lon, lat] as const;
      try {
        const at = project(...lonLat);
        if (at.every(Number.isFinite)) points.push({ at, lonLat });
      } catch {
        // Beyond what the projection can do.
      }
    }
  return points;
}

/** Metres; infinite where the string says nothing of a point. */
function deviationsOf(proj4: string, points: readonly KnownPoint[], metres: number): number[] {
  const project = projector(requireCrs('EPSG:4326').proj4, proj4);
  return points.map(({ at, lonLat }) => {
    const [x, y] = project(...lonLat);
    const deviation = Math.hypot(x - at[0], y - at[1]) * metres;
    return Number.isNaN(deviation) ? Infinity : deviation;
  });
}
