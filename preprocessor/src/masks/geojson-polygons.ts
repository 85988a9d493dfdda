import { invalidInput } from '@pvs/core/errors';
import type { Footprint, Position } from '@pvs/core/geometry/footprint';
import { parseJson } from '@pvs/core/json/parse-json';

interface GeoJson {
  readonly type?: unknown;
  readonly features?: unknown;
  readonly geometries?: unknown;
  readonly geometry?: unknown;
  readonly coordinates?: unknown;
  readonly properties?: Readonly<Record<string, unknown>> | null;
}

const LIMITS = { maxBytes: 128 * 1024 ** 2, maxDepth: 16, maxValues: 20_000_000 };

/** Every polygon of a GeoJSON document (RFC 7946); with classes only of features whose `maskType` is one of them. */
export function geojsonPolygons(bytes: Buffer, classes?: readonly string[]): Footprint['coordinates'] {
  return polygonsOf(parseJson(bytes, LIMITS));

  function polygonsOf(value: unknown): Footprint['coordinates'] {
    const json = (value ?? {}) as GeoJson;
    const all = (list: unknown) => (Array.isArray(list) ? list.flatMap(polygonsOf) : []);
    switch (json.type) {
      case 'FeatureCollection':
        return all(json.features);
      case 'GeometryCollection':
        return all(json.geometries);
      case 'Feature':
        return classes && !classes.includes(String(json.properties?.['maskType']))
          ? []
          : polygonsOf(json.geometry);
      case 'Polygon':
        return [ringsOf(json.coordinates)];
      case 'MultiPolygon':
        return Array.isArray(json.coordinates) ? json.coordinates.map(ringsOf) : [];
      default:
        return [];
    }
  }
}

function ringsOf(value: unknown): Position[][] {
  if (!Array.isArray(value)) throw invalidInput('a polygon has no rings');
  return value.map((ring: unknown) => {
    if (!Array.isArray(ring)) throw invalidInput('a ring has no positions');
    return ring.map(positionOf);
  });
}

function positionOf(value: unknown): Position {
  const [lon, lat] = Array.isArray(value) ? (value as unknown[]) : [];
  if (typeof lon === 'number' && typeof lat === 'number') return [lon, lat];
  throw invalidInput(`${JSON.stringify(value)} is no position`);
}
