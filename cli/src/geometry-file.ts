import { readFile } from 'node:fs/promises';
import { invalidInput, isPvsError, messageOf } from '@pvs/core/errors';
import type { PolygonRings } from '@pvs/core/geometry/footprint';
import { geometryFromGeoJson } from '@pvs/core/geometry/geojson-geometry';
import type { SearchGeometry } from '@pvs/core/geometry/search-geometry';

/**
 * The geometry of a GeoJSON file (RFC 7946): of a geometry, of a feature, or of a collection of features, whose
 * polygons are taken together.
 * @throws InvalidInput where the file cannot be read or holds something else
 */
export async function readGeometryFile(path: string): Promise<SearchGeometry> {
  try {
    return united(geometriesOf(JSON.parse(await readFile(path, 'utf8'))).map(geometryFromGeoJson));
  } catch (cause) {
    const code = isPvsError(cause) ? cause.code : 'InvalidGeometry';
    throw invalidInput(`--geometry ${path}: ${messageOf(cause)}`, { code, cause });
  }
}

interface GeoJson {
  readonly type?: unknown;
  readonly geometry?: unknown;
  readonly features?: readonly { readonly geometry?: unknown }[];
}

function geometriesOf(json: GeoJson): unknown[] {
  if (json.type === 'Feature') return [json.geometry];
  if (json.type === 'FeatureCollection' && Array.isArray(json.features))
    return json.features.map((feature) => (feature as GeoJson).geometry);
  return [json];
}

function united(geometries: readonly SearchGeometry[]): SearchGeometry {
  const [only] = geometries;
  if (only && geometries.length === 1) return only;
  const polygons = geometries.flatMap((geometry): readonly PolygonRings[] => {
    if (geometry.type === 'Polygon') return [geometry.coordinates];
    if (geometry.type === 'MultiPolygon') return geometry.coordinates;
    throw invalidInput(`several features, one of them a ${geometry.type}: expected Polygon or MultiPolygon`, {
      code: 'InvalidGeometry',
    });
  });
  if (polygons.length > 0) return { type: 'MultiPolygon', coordinates: polygons };
  throw invalidInput('no feature: expected a geometry, a feature or features', { code: 'InvalidGeometry' });
}
