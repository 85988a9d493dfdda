import type { ProductMetadata } from '../catalogue/product.ts';
import { parseCrs, toLonLat } from '../crs/crs.ts';
import { buildFootprint } from '../geometry/build-footprint.ts';
import type { Footprint } from '../geometry/footprint.ts';
import { elementsAt, textAt, type XmlElement } from '../xml/xml-element.ts';
import { definedOnly, readAttributes, type AttributePaths } from './attribute-paths.ts';
import { metadataFormat, metadataIncomplete, xmlRoot } from './metadata-format.ts';
import { instantOf } from './metadata-time.ts';
import { sentinelPlatform } from './sentinel-safe.ts';

const GEOCODING = 'Geometric_Info/Tile_Geocoding';
const ANGLES = 'Geometric_Info/Tile_Angles';
const CONTENT = 'Quality_Indicators_Info/Image_Content_QI|L1C_Image_Content_QI|L2A_Image_Content_QI';

const ATTRIBUTES: AttributePaths = {
  texts: { archivingCenter: 'General_Info/Archiving_Info|L2A_Archiving_Info/ARCHIVING_CENTRE' },
  numbers: {
    cloudCover: `${CONTENT}/CLOUDY_PIXEL_PERCENTAGE`,
    snowCover: `${CONTENT}/SNOW_ICE_PERCENTAGE`,
    illuminationZenithAngle: `${ANGLES}/Mean_Sun_Angle/ZENITH_ANGLE`,
    illuminationAzimuthAngle: `${ANGLES}/Mean_Sun_Angle/AZIMUTH_ANGLE`,
  },
  dates: {},
};

/**
 * Metadata of one Sentinel-2 tile, `MTD_TL.xml` (ESA S2-PDGS-TAS-DI-PSD). In a product it adds the Sun's angles; by
 * itself, as tiles are delivered from clouds, it describes the tile, with the tile's whole square as footprint.
 */
export const sentinel2Tile = metadataFormat({
  name: 'sentinel2-tile',
  title: 'Sentinel-2 tile metadata',
  view: xmlRoot((root) => /^Level-[12][ABC]_Tile_ID$/.test(root.name)),
  read: (document): ProductMetadata => {
    const identifier =
      textAt(document, 'General_Info/TILE_ID_2A') ?? textAt(document, 'General_Info/TILE_ID');
    if (identifier === undefined) throw metadataIncomplete('a tile identifier', 'General_Info/TILE_ID');
    const time = textAt(document, 'General_Info/SENSING_TIME');
    if (time === undefined) throw metadataIncomplete('a time of sensing', 'General_Info/SENSING_TIME');
    const footprint = footprintOf(document);
    return {
      identifier,
      beginTime: instantOf(time, 'begin'),
      endTime: instantOf(time, 'end'),
      ...(footprint && { footprint }),
      attributes: definedOnly({
        sensorType: 'OPTICAL',
        instrument: 'MSI',
        ...sentinelPlatform(`Sentinel-${identifier.slice(1, 3)}`),
        processingLevel: /^Level-../.exec(document.name)?.[0],
        ...readAttributes((path) => textAt(document, path), ATTRIBUTES),
      }),
    };
  },
});

function footprintOf(document: XmlElement): Footprint | undefined {
  const code = textAt(document, `${GEOCODING}/HORIZONTAL_CS_CODE`);
  const [size] = elementsAt(document, `${GEOCODING}/Size`);
  const position = elementsAt(document, `${GEOCODING}/Geoposition`).find(
    ({ attributes }) => attributes['resolution'] === size?.attributes['resolution'],
  );
  if (code === undefined || !size || !position) return undefined;
  const number = (element: XmlElement, name: string) => Number(textAt(element, name) ?? NaN);
  const [left, top] = [number(position, 'ULX'), number(position, 'ULY')];
  const right = left + number(size, 'NCOLS') * number(position, 'XDIM');
  const bottom = top + number(size, 'NROWS') * number(position, 'YDIM');
  const project = toLonLat(parseCrs(code).crs.code);
  return buildFootprint([
    [[project(left, top), project(left, bottom), project(right, bottom), project(right, top)]],
  ]);
}
