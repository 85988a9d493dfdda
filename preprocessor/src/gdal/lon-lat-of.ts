import type { Position } from '@pvs/core/geometry/footprint';
import gdal from 'gdal-async';
import { LRUCache } from 'lru-cache';

/** Degrees beyond a pole that global grids reach whose pixels lie on it. */
const MARGIN = 5;

type ToLonLat = (x: number, y: number) => Position;

/** PROJ looks for the best operation for some milliseconds; rasters of a package, and packages, are of few CRSs. */
const found = new LRUCache<string, ToLonLat>({ max: 32 });

/**
 * A function from a CRS's east-like, north-like coordinates (the order that geotransforms use) to longitude and
 * latitude on WGS 84, by GDAL's best transformation. Throws where a point is outside the CRS.
 */
export function lonLatOf(crs: gdal.SpatialReference): ToLonLat {
  const wkt = crs.toWKT();
  const known = found.get(wkt) ?? findLonLat(crs);
  found.set(wkt, known);
  return known;
}

function findLonLat(crs: gdal.SpatialReference): ToLonLat {
  const swapped = isNorthFirst(crs);
  const target = gdal.SpatialReference.fromUserInput('OGC:CRS84');
  const transformation = new gdal.CoordinateTransformation(crs, target);
  const onEarth = crs.isGeographic() ? atMostPole : (y: number) => y;
  return (x, y) => {
    const [first, second] = swapped ? [onEarth(y), x] : [x, onEarth(y)];
    const point = transformation.transformPoint(first, second);
    if (Number.isFinite(point.x) && Math.abs(point.y) <= 90) return [point.x, point.y];
    throw new RangeError(`(${x}, ${y}) is not on Earth`);
  };
}

/** The other way: a function from longitude and latitude to a CRS's east-like, north-like coordinates. */
export function fromLonLat(
  crs: gdal.SpatialReference,
): (lon: number, lat: number) => readonly [number, number] {
  const swapped = isNorthFirst(crs);
  const source = gdal.SpatialReference.fromUserInput('OGC:CRS84');
  const transformation = new gdal.CoordinateTransformation(source, crs);
  return (lon, lat) => {
    const { x, y } = transformation.transformPoint(lon, lat);
    return swapped ? [y, x] : [x, y];
  };
}

/** The binding keeps the order of the axes as the CRS defines them, whatever order the raster uses. */
function isNorthFirst(crs: gdal.SpatialReference): boolean {
  if (crs.EPSGTreatsAsLatLong() || crs.EPSGTreatsAsNorthingEasting()) return true;
  // What has no code of the registry says it in its WKT, or nowhere.
  return crs.isGeographic() && /^lat/i.test(crs.getAttrValue('GEOGCS|AXIS') ?? '');
}

const atMostPole = (lat: number) => (Math.abs(lat) <= 90 + MARGIN ? Math.max(-90, Math.min(90, lat)) : lat);
