import { invalidInput } from '../errors.ts';
import { buildFootprint } from './build-footprint.ts';
import { crossesMoreThan } from './crossings.ts';
import type { Position, Ring } from './footprint.ts';
import { geodesicCircle, MAX_RADIUS_M } from './geodesic-circle.ts';
import { closeRing } from './ring.ts';

/**
 * What a search looks for, as GeoJSON in EPSG:4326. Planar: an edge runs straight from one position to the next, and
 * what crosses the antimeridian is given in pieces (RFC 7946 §3.1.9).
 */
export type SearchGeometry =
  | { readonly type: 'Point'; readonly coordinates: Position }
  | { readonly type: 'MultiPoint' | 'LineString'; readonly coordinates: readonly Position[] }
  | { readonly type: 'MultiLineString' | 'Polygon'; readonly coordinates: readonly Ring[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] };

/** Positions of one geometry that a search takes. */
export const MAX_POSITIONS = 5000;

/** An `InvalidInput` with code `InvalidGeometry`; who knows the parameter's name puts it in front. */
export const invalidGeometry = (message: string) => invalidInput(message, { code: 'InvalidGeometry' });

/** A position within the world. */
export function searchPosition(lon: unknown, lat: unknown): Position {
  if (typeof lon !== 'number' || !(Math.abs(lon) <= 180)) {
    throw invalidGeometry(`longitude ${shown(lon)} is out of range: allowed are -180 to 180`);
  }
  if (typeof lat !== 'number' || !(Math.abs(lat) <= 90)) {
    throw invalidGeometry(`latitude ${shown(lat)} is out of range: allowed are -90 to 90`);
  }
  return [lon, lat];
}

const shown = (value: unknown) => (typeof value === 'number' ? String(value) : JSON.stringify(value));

/** A line of at least two positions. */
export function searchLine(positions: readonly Position[]): readonly Position[] {
  if (positions.length >= 2) return positions;
  throw invalidGeometry(`a line of ${positions.length} positions: at least 2 are needed`);
}

/** A ring, closed where it is open; at least three different corners. */
export function searchRing(positions: readonly Position[]): Ring {
  const ring = closeRing(positions);
  if (ring.length >= 4) return ring;
  throw invalidGeometry(`a ring of ${positions.length} positions: at least 3 and the first again are needed`);
}

/** Times that edges of polygons may cross: PostGIS repairs them, which takes minutes for some thousand crossings. */
const MAX_CROSSINGS = 100;

/** A geometry whose polygons can be repaired in milliseconds. */
export function searchAreas(geometry: SearchGeometry): SearchGeometry {
  const rings =
    geometry.type === 'Polygon'
      ? geometry.coordinates
      : geometry.type === 'MultiPolygon'
        ? geometry.coordinates.flat()
        : [];
  if (!crossesMoreThan(rings, MAX_CROSSINGS)) return geometry;
  throw invalidGeometry(`edges of the ${geometry.type} cross more than ${MAX_CROSSINGS} times`);
}

/**
 * A box, which crosses the antimeridian where west is greater than east (RFC 7946 §5.2); one without width or height
 * is a line or a point.
 */
export function geometryOfBox(west: number, south: number, east: number, north: number): SearchGeometry {
  searchPosition(west, south);
  searchPosition(east, north);
  if (south > north) throw invalidGeometry(`the box's south ${south} is north of its north ${north}`);
  if (west > east) {
    const pieces = [rectangle(west, south, 180, north), rectangle(-180, south, east, north)];
    if (south < north && west < 180 && east > -180) return { type: 'MultiPolygon', coordinates: pieces };
    // What has no area on one side of the antimeridian is the line along it, or nothing.
    if (south < north && west < 180) return geometryOfBox(west, south, 180, north);
    if (south < north && east > -180) return geometryOfBox(-180, south, east, north);
    const lines = [
      [[west, south] as const, [180, north] as const],
      [[-180, south] as const, [east, north] as const],
    ];
    return { type: 'MultiLineString', coordinates: lines };
  }
  if (west < east && south < north)
    return { type: 'Polygon', coordinates: rectangle(west, south, east, north) };
  if (west === east && south === north) return { type: 'Point', coordinates: [west, south] };
  return {
    type: 'LineString',
    coordinates: [
      [west, south],
      [east, north],
    ],
  };
}

function rectangle(west: number, south: number, east: number, north: number): Ring[] {
  return [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ];
}

/** All within `radiusM` metres of a position on the ellipsoid, also across the antimeridian and a pole. */
export function geometryOfCircle(lon: number, lat: number, radiusM: number): SearchGeometry {
  const centre = searchPosition(lon, lat);
  if (!(radiusM >= 0 && radiusM <= MAX_RADIUS_M)) {
    throw invalidGeometry(`radius ${radiusM} m is out of range: allowed are 0 to ${MAX_RADIUS_M} m`);
  }
  // Below that the ring would have no area in doubles.
  if (radiusM < 0.01) return { type: 'Point', coordinates: centre };
  return buildFootprint([[geodesicCircle(centre, radiusM)]]);
}
