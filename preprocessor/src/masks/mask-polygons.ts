import { invalidInput, messageOf } from '@pvs/core/errors';
import type { Footprint } from '@pvs/core/geometry/footprint';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { geojsonPolygons } from './geojson-polygons.ts';
import { gmlPolygons } from './gml-polygons.ts';

const XML_LIMITS = {
  maxBytes: 128 * 1024 ** 2,
  maxDepth: 64,
  maxElements: 2_000_000,
  maxAttributeLength: 4096,
};

/**
 * The polygons of a mask in GML (any features with polygons, as EO-O&M's `eop:MaskFeature` and Sentinel-2's
 * `MSK_*.gml`) or GeoJSON, in longitude and latitude. With `classes` only those of features whose mask type is one
 * of them.
 * @throws InvalidInput `InvalidMask`
 */
export function maskPolygons(
  bytes: Buffer,
  file: string,
  classes?: readonly string[],
): Footprint['coordinates'] {
  const isJson = bytes.toString('latin1', 0, 256).trimStart().startsWith('{');
  try {
    return isJson ? geojsonPolygons(bytes, classes) : gmlPolygons(parseXml(bytes, XML_LIMITS), classes);
  } catch (cause) {
    throw invalidInput(
      `the mask ${file} cannot be read: ${messageOf(cause)}; expected a raster, or GML or GeoJSON with polygons`,
      { code: 'InvalidMask', detail: { file }, cause },
    );
  }
}
