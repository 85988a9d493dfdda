import type { ProductMetadata } from '../catalogue/product.ts';
import { buildFootprint } from '../geometry/build-footprint.ts';
import type { Footprint, Position } from '../geometry/footprint.ts';
import { jsonObjectAt, jsonTextAt, type JsonObject } from '../json/json-value.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import { definedOnly, readAttributes, type AttributePaths } from './attribute-paths.ts';
import { metadataFormat, metadataIncomplete } from './metadata-format.ts';
import { instantOf } from './metadata-time.ts';
import type { ParsedDocument } from './parsed-document.ts';
import { wrsNumber } from './wrs-number.ts';

const ROOT = 'LANDSAT_METADATA_FILE';
const IMAGE = 'IMAGE_ATTRIBUTES';
const RECORDS = ['LEVEL2_PROCESSING_RECORD', 'LEVEL1_PROCESSING_RECORD'];
const CORNERS = ['UL', 'LL', 'LR', 'UR'];

const ATTRIBUTES: AttributePaths = {
  texts: {
    productType: 'PRODUCT_CONTENTS/PROCESSING_LEVEL',
    processingLevel: 'PRODUCT_CONTENTS/PROCESSING_LEVEL',
    productVersion: 'PRODUCT_CONTENTS/COLLECTION_NUMBER',
    platform: `${IMAGE}/SPACECRAFT_ID`,
    instrument: `${IMAGE}/SENSOR_ID`,
    acquisitionStation: `${IMAGE}/STATION_ID`,
    processorName: RECORDS.map((record) => `${record}/PROCESSING_SOFTWARE_VERSION`),
  },
  numbers: {
    cloudCover: `${IMAGE}/CLOUD_COVER`,
    illuminationAzimuthAngle: `${IMAGE}/SUN_AZIMUTH`,
    illuminationElevationAngle: `${IMAGE}/SUN_ELEVATION`,
    resolutionM: [
      'PROJECTION_ATTRIBUTES/GRID_CELL_SIZE_REFLECTIVE',
      'LEVEL1_PROJECTION_PARAMETERS/GRID_CELL_SIZE_REFLECTIVE',
    ],
  },
  dates: { processingDate: RECORDS.map((record) => `${record}/DATE_PRODUCT_GENERATED`) },
};

/**
 * Landsat Collection 2 metadata, `*_MTL.txt`, `.xml` and `.json` (USGS LSDS-1822 for level 1, LSDS-1328 for level 2).
 * The footprint is the frame of the images, which are turned against it: pixels in its corners have no data.
 */
export const landsatMtl = metadataFormat({
  name: 'landsat-mtl',
  title: 'Landsat Collection 2 MTL',
  view: mtlGroups,
  read: (groups): ProductMetadata => {
    const identifier = jsonTextAt(groups, 'PRODUCT_CONTENTS/LANDSAT_PRODUCT_ID');
    if (identifier === undefined) {
      throw metadataIncomplete('a product identifier', 'PRODUCT_CONTENTS/LANDSAT_PRODUCT_ID');
    }
    const sensed = sceneTime(groups);
    const footprint = frameOf(groups);
    return {
      identifier,
      beginTime: instantOf(sensed, 'begin'),
      endTime: instantOf(sensed, 'end'),
      ...(footprint && { footprint }),
      attributes: definedOnly({
        sensorType: 'OPTICAL',
        ...readAttributes((path) => jsonTextAt(groups, path), ATTRIBUTES),
        track: wrsNumber(jsonTextAt(groups, `${IMAGE}/WRS_PATH`)),
        frame: wrsNumber(jsonTextAt(groups, `${IMAGE}/WRS_ROW`)),
      }),
    };
  },
  references: (groups) =>
    Object.entries(jsonObjectAt(groups, 'PRODUCT_CONTENTS') ?? {}).flatMap(([key, value]) =>
      key.startsWith('FILE_NAME_BAND_') && typeof value === 'string' ? [value] : [],
    ),
});

/** Collection 1 has other groups (`L1_METADATA_FILE`) and is not read. */
function mtlGroups(document: ParsedDocument): JsonObject | undefined {
  if (document.kind === 'xml') return document.root.name === ROOT ? groupsOf(document.root) : undefined;
  return document.kind === 'geotiff' ? undefined : jsonObjectAt(document.root, ROOT);
}

/** The XML form as the other two have it. */
const groupsOf = (root: XmlElement): JsonObject =>
  Object.fromEntries(
    root.children.map((group) => [
      group.name,
      Object.fromEntries(group.children.map(({ name, text }) => [name, text.trim()])),
    ]),
  );

function sceneTime(groups: JsonObject): string {
  const date = jsonTextAt(groups, `${IMAGE}/DATE_ACQUIRED`);
  const time = jsonTextAt(groups, `${IMAGE}/SCENE_CENTER_TIME`);
  if (date === undefined) throw metadataIncomplete('a time of sensing', `${IMAGE}/DATE_ACQUIRED`);
  return time === undefined ? date : `${date}T${time}`;
}

function frameOf(groups: JsonObject): Footprint | undefined {
  const ring = CORNERS.map((corner): Position => {
    const at = (axis: string) =>
      Number(jsonTextAt(groups, `PROJECTION_ATTRIBUTES/CORNER_${corner}_${axis}_PRODUCT`) ?? NaN);
    return [at('LON'), at('LAT')];
  });
  return ring.flat().every(Number.isFinite) ? buildFootprint([[ring]]) : undefined;
}
