import type { ProductMetadata } from '../catalogue/product.ts';
import { isJsonObject, jsonAt, jsonTextAt, type JsonObject } from '../json/json-value.ts';
import { definedOnly, readAttributes, type AttributePaths } from './attribute-paths.ts';
import { geojsonFootprint } from './geojson-footprint.ts';
import { metadataFormat, metadataIncomplete } from './metadata-format.ts';
import { instantOf } from './metadata-time.ts';
import type { ParsedDocument } from './parsed-document.ts';

const ATTRIBUTES: AttributePaths = {
  texts: {
    productType: 'properties/item_type',
    productQualityStatus: 'properties/quality_category',
    platform: 'properties/provider',
    platformSerialIdentifier: 'properties/satellite_id',
    instrument: 'properties/instrument',
  },
  numbers: {
    resolutionM: ['properties/pixel_resolution', 'properties/gsd'],
    illuminationAzimuthAngle: 'properties/sun_azimuth',
    illuminationElevationAngle: 'properties/sun_elevation',
    acrossTrackIncidenceAngle: 'properties/view_angle',
  },
  dates: { availabilityTime: 'properties/published', modificationDate: 'properties/updated' },
};

/** An item of Planet's Data API as orders have it in `*_metadata.json`: GeoJSON that is no STAC. */
export const planetItem = metadataFormat({
  name: 'planet-item',
  title: 'Planet order metadata',
  view: planetItemOf,
  read: (item): ProductMetadata => {
    const identifier = jsonTextAt(item, 'id');
    if (identifier === undefined) throw metadataIncomplete('a product identifier', 'id');
    const sensed = instantOf(jsonTextAt(item, 'properties/acquired') ?? '', 'begin');
    const footprint = geojsonFootprint(jsonAt(item, 'geometry'));
    return {
      identifier,
      beginTime: sensed,
      endTime: sensed,
      ...(footprint && { footprint }),
      attributes: definedOnly({
        sensorType: 'OPTICAL',
        ...readAttributes((path) => jsonTextAt(item, path), ATTRIBUTES),
        cloudCover: cloudCover(jsonAt(item, 'properties/cloud_cover')),
      }),
    };
  },
});

function planetItemOf(document: ParsedDocument): JsonObject | undefined {
  if (document.kind !== 'json' || !isJsonObject(document.root)) return undefined;
  const { root } = document;
  const isItem = ['properties/acquired', 'properties/item_type'].every(
    (path) => jsonTextAt(root, path) !== undefined,
  );
  return isItem && jsonTextAt(root, 'stac_version') === undefined ? root : undefined;
}

/** Planet counts from 0 to 1. */
const cloudCover = (value: unknown) =>
  typeof value === 'number' && value >= 0 && value <= 1 ? value * 100 : undefined;
