import type { Position } from '@pvs/core/geometry/footprint';
import gdal from 'gdal-async';

/**
 * A function from a CRS's east-like, north-like coordinates (the order that geotransforms use) to longitude and
 * latitude on WGS 84, by GDAL's best transformation. Throws where a point is outside the CRS.
 */
export function lonLatOf(crs: gdal.SpatialReference): (x: number, y: number) => Position {
  // The binding keeps the authority's axis order, whatever order the raster uses.
  const swapped = crs.EPSGTreatsAsLatLong() || crs.EPSGTreatsAsNorthingEasting();
  const transformation = new gdal.CoordinateTransformation(
    crs,
    gdal.SpatialReference.fromUserInput('OGC:CRS84'),
  );
  return (x, y) => {
    const point = swapped ? transformation.transformPoint(y, x) : transformation.transformPoint(x, y);
    if (!Number.isFinite(point.x) || !Number.isFinite(point.y) || Math.abs(point.y) > 90.0001) {
      throw new RangeError(`(${x}, ${y}) is not on Earth`);
    }
    return [point.x, point.y];
  };
}
