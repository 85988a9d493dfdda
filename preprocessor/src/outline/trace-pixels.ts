import type { PolygonRings, Position } from '@pvs/core/geometry/footprint';
import gdal from 'gdal-async';
import { closeGaps, type ValidPixels } from './close-gaps.ts';

/** Share of the longer edge that gaps are closed up to on either side, as a start. */
const REACH = 1 / 128;
/** Areas that one outline may have before wider gaps are closed. */
const MOST_AREAS = 32;
/** Share of the longer edge that a simplified outline may lie off: more than the steps of an inclined edge. */
export const TOLERANCE = 1 / 384;

/**
 * The areas of data as polygons in pixels from the upper left. Narrow gaps are closed, and wider ones until there are
 * few areas: all data are inside, whatever noise there is between.
 */
export function tracePixels(valid: ValidPixels): PolygonRings[] {
  if (!valid.pixels.includes(0)) return [[frameOf(valid)]];
  const longest = Math.max(valid.widthPx, valid.heightPx);
  for (let reachPx = Math.floor(longest * REACH); ; reachPx = reachPx * 2 || 1) {
    const areas = polygonsOf(closeGaps(valid, reachPx));
    if (areas.length > MOST_AREAS) continue;
    return areas.map((area) => {
      const simple = area.simplifyPreserveTopology(longest * TOLERANCE).toObject();
      return (simple as { coordinates: PolygonRings }).coordinates;
    });
  }
}

const frameOf = ({ widthPx, heightPx }: ValidPixels): Position[] => [
  [0, 0],
  [0, heightPx],
  [widthPx, heightPx],
  [widthPx, 0],
  [0, 0],
];

function polygonsOf({ widthPx, heightPx, pixels }: ValidPixels): gdal.Geometry[] {
  const raster = gdal.open('pixels', 'w', ['MEM'], widthPx, heightPx, 1, 'Byte');
  const vectors = gdal.open('polygons', 'w', 'Memory');
  try {
    raster.geoTransform = [0, 1, 0, 0, 0, 1];
    const band = raster.bands.get(1);
    band.pixels.write(0, 0, widthPx, heightPx, pixels);
    const layer = vectors.layers.create('polygons', null, gdal.Polygon);
    layer.fields.add(new gdal.FieldDefn('value', gdal.OFTInteger));
    gdal.polygonize({ src: band, mask: band, dst: layer, pixValField: 0, connectedness: 4 });
    return layer.features.map((feature) => feature.getGeometry()).filter((geometry) => geometry !== null);
  } finally {
    raster.close();
    vectors.close();
  }
}
