import type { ProductMetadata } from '../catalogue/product.ts';
import { elementsAt, textAt, type XmlElement } from '../xml/xml-element.ts';
import { definedOnly, readAttributes, type AttributePaths } from './attribute-paths.ts';
import { metadataFormat, metadataIncomplete, xmlRoot } from './metadata-format.ts';
import { instantOf, sensingPeriod } from './metadata-time.ts';
import { finestImages, latLonFootprint, safeDirectoryName, sentinelPlatform } from './sentinel-safe.ts';

/** Level 2A of before 2018 has names of its own. */
const INFO = 'General_Info/Product_Info|L2A_Product_Info';
const QUALITY = 'Quality_Indicators_Info|L2A_Quality_Indicators_Info';
const GRANULES = `${INFO}/Product_Organisation|L2A_Product_Organisation/Granule_List/Granule|Granules`;
const FOOTPRINT = 'Geometric_Info/Product_Footprint/Product_Footprint/Global_Footprint/EXT_POS_LIST';

const ATTRIBUTES: AttributePaths = {
  texts: {
    productType: `${INFO}/PRODUCT_TYPE`,
    processingLevel: `${INFO}/PROCESSING_LEVEL`,
    productVersion: `${INFO}/PROCESSING_BASELINE`,
    sensorMode: `${INFO}/Datatake/DATATAKE_TYPE`,
    orbitDirection: `${INFO}/Datatake/SENSING_ORBIT_DIRECTION`,
    track: `${INFO}/Datatake/SENSING_ORBIT_NUMBER`,
  },
  numbers: {
    cloudCover: `${QUALITY}/Cloud_Coverage_Assessment`,
    snowCover: `${QUALITY}/Image_Content_QI/SNOW_ICE_PERCENTAGE`,
  },
  dates: { processingDate: `${INFO}/GENERATION_TIME` },
};

/**
 * Sentinel-2 product metadata, `MTD_MSIL1C.xml` and `MTD_MSIL2A.xml` (ESA S2-PDGS-TAS-DI-PSD), compact naming and
 * the older one. Its orbit number is the relative one, the track.
 */
export const sentinel2Product = metadataFormat({
  name: 'sentinel2-product',
  title: 'Sentinel-2 product metadata',
  view: xmlRoot((root) => /^Level-[12][ABC]_User_Product$/.test(root.name)),
  read: (document, fileName): ProductMetadata => {
    const footprint = textAt(document, FOOTPRINT);
    return {
      identifier: identifierOf(document, fileName),
      ...sensingPeriod(
        instantOf(required(document, 'PRODUCT_START_TIME'), 'begin'),
        instantOf(required(document, 'PRODUCT_STOP_TIME'), 'end'),
      ),
      ...(footprint !== undefined && { footprint: latLonFootprint(footprint) }),
      attributes: attributesOf(document),
    };
  },
  references: (document) =>
    finestImages(elementsAt(document, GRANULES).flatMap((granule) => imagesOf(granule))),
});

function required(document: XmlElement, name: string): string {
  const text = textAt(document, `${INFO}/${name}`);
  if (text !== undefined) return text;
  throw metadataIncomplete('a time of sensing', `General_Info/Product_Info/${name}`);
}

/** Products of before 2016 state no name of their own: their directory does. */
function identifierOf(document: XmlElement, fileName: string): string {
  const uri = textAt(document, `${INFO}/PRODUCT_URI_2A`) ?? textAt(document, `${INFO}/PRODUCT_URI`);
  const identifier = uri?.replace(/\.SAFE$/i, '') ?? safeDirectoryName(fileName);
  if (identifier !== undefined) return identifier;
  throw metadataIncomplete('a product identifier', 'General_Info/Product_Info/PRODUCT_URI');
}

function attributesOf(document: XmlElement) {
  const resolutions = elementsAt(
    document,
    'General_Info/Product_Image_Characteristics/Spectral_Information_List/Spectral_Information/RESOLUTION',
  )
    .map(({ text }) => Number(text))
    .filter((resolutionM) => resolutionM > 0)
    .sort((a, b) => a - b);
  const [datatake] = elementsAt(document, `${INFO}/Datatake`);
  const orbit = /_(\d{6})_/.exec(datatake?.attributes['datatakeIdentifier'] ?? '')?.[1];
  return definedOnly({
    sensorType: 'OPTICAL',
    instrument: 'MSI',
    ...sentinelPlatform(textAt(document, `${INFO}/Datatake/SPACECRAFT_NAME`) ?? 'Sentinel-2'),
    ...readAttributes((path) => textAt(document, path), ATTRIBUTES),
    resolutionM: resolutions[0],
    orbitNumber: orbit === undefined ? undefined : Number(orbit),
  });
}

/** Compact products name files by path, older ones within the granule's directory; both without extension. */
function imagesOf(granule: XmlElement): string[] {
  const { granuleIdentifier = '' } = granule.attributes;
  const files = elementsAt(granule, 'IMAGE_FILE|IMAGE_FILE_2A').map(({ text }) => `${text.trim()}.jp2`);
  const ids = elementsAt(granule, 'IMAGE_ID|IMAGE_ID_2A').map(
    ({ text }) => `GRANULE/${granuleIdentifier}/IMG_DATA/${text.trim()}.jp2`,
  );
  return [...files, ...ids];
}
