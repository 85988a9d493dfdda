import type { Position } from './footprint.ts';
import {
  invalidGeometry,
  MAX_POSITIONS,
  searchAreas,
  searchLine,
  searchPosition,
  searchRing,
  type SearchGeometry,
} from './search-geometry.ts';

const TYPES = 'Point, MultiPoint, LineString, MultiLineString, Polygon and MultiPolygon';

/**
 * Reads a GeoJSON geometry (RFC 7946 §3.1); heights are left out, open rings closed.
 * @throws InvalidInput `InvalidGeometry`
 */
export function geometryFromGeoJson(value: unknown): SearchGeometry {
  const { type, coordinates } = (typeof value === 'object' && value !== null ? value : {}) as {
    type?: unknown;
    coordinates?: unknown;
  };
  const read = typeof type === 'string' && Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  if (!read) throw invalidGeometry(`geometry of type ${JSON.stringify(type)}: allowed are ${TYPES}`);
  const budget = { positions: MAX_POSITIONS };
  return searchAreas(read(coordinates, budget));
}

type Budget = { positions: number };
type Reader = (coordinates: unknown, budget: Budget) => SearchGeometry;

const READERS: Readonly<Record<string, Reader>> = {
  Point: (c, budget) => ({ type: 'Point', coordinates: position(c, budget) }),
  MultiPoint: (c, budget) => ({ type: 'MultiPoint', coordinates: each(c, (p) => position(p, budget)) }),
  LineString: (c, budget) => ({ type: 'LineString', coordinates: line(c, budget) }),
  MultiLineString: (c, budget) => ({
    type: 'MultiLineString',
    coordinates: each(c, (l) => line(l, budget)),
  }),
  Polygon: (c, budget) => ({ type: 'Polygon', coordinates: rings(c, budget) }),
  MultiPolygon: (c, budget) => ({ type: 'MultiPolygon', coordinates: each(c, (p) => rings(p, budget)) }),
};

function each<T>(value: unknown, read: (part: unknown) => T): T[] {
  if (Array.isArray(value) && value.length > 0) return value.map(read);
  throw invalidGeometry('coordinates are missing: expected an array that is not empty');
}

const line = (value: unknown, budget: Budget) => searchLine(each(value, (p) => position(p, budget)));
const rings = (value: unknown, budget: Budget) =>
  each(value, (ring) => searchRing(each(ring, (p) => position(p, budget))));

function position(value: unknown, budget: Budget): Position {
  budget.positions -= 1;
  if (budget.positions < 0) throw invalidGeometry(`more than ${MAX_POSITIONS} positions`);
  if (!Array.isArray(value) || value.length < 2) {
    throw invalidGeometry(`position ${JSON.stringify(value)}: expected [longitude, latitude]`);
  }
  return searchPosition(value[0], value[1]);
}
