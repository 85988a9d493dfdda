import type { ProductMetadata } from '../catalogue/product.ts';
import { elementsAt, textAt, type XmlElement } from '../xml/xml-element.ts';
import { definedOnly, readAttributes, type AttributePaths } from './attribute-paths.ts';
import { metadataFormat, metadataIncomplete, xmlRoot, type TiePoint } from './metadata-format.ts';
import { instantOf, sensingPeriod } from './metadata-time.ts';
import { sentinelPlatform } from './sentinel-safe.ts';

const HEADER = 'adsHeader';
const GRID = 'geolocationGrid/geolocationGridPointList/geolocationGridPoint';

const ATTRIBUTES: AttributePaths = {
  texts: {
    productType: `${HEADER}/productType`,
    sensorMode: `${HEADER}/mode`,
    swathIdentifier: `${HEADER}/swath`,
    polarisationChannels: `${HEADER}/polarisation`,
  },
  numbers: {
    orbitNumber: `${HEADER}/absoluteOrbitNumber`,
    resolutionM: 'imageAnnotation/imageInformation/rangePixelSpacing',
  },
  dates: {},
};

/**
 * The annotation of one Sentinel-1 image (S1-RS-MDA-52-7441 §6.3.1). In a product it adds incidence angles and pixel
 * spacing to what the manifest says; by itself it describes the image it lies beside. Its grid of tie points is what
 * the image's own ground control points are made of.
 */
export const sentinel1Annotation = metadataFormat({
  name: 'sentinel1-annotation',
  title: 'Sentinel-1 annotation',
  view: xmlRoot(
    (root) => root.name === 'product' && textAt(root, `${HEADER}/missionId`)?.startsWith('S1') === true,
  ),
  read: (document, fileName): ProductMetadata => {
    const identifier = /([^\\/]+)\.xml$/i.exec(fileName)?.[1];
    if (identifier === undefined) throw metadataIncomplete('a product identifier', 'the name of the file');
    return { identifier, ...periodOf(document), attributes: attributesOf(document) };
  },
  tiePoints: (document) => elementsAt(document, GRID).map(tiePointOf).filter(isOnEarth),
});

function tiePointOf(point: XmlElement): TiePoint {
  const value = (name: string) => Number(textAt(point, name) ?? NaN);
  return {
    column: value('pixel'),
    row: value('line'),
    position: [value('longitude'), value('latitude')],
  };
}

const isOnEarth = ({ column, row, position: [lon, lat] }: TiePoint) =>
  Number.isFinite(column + row) && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;

function periodOf(document: XmlElement) {
  const [begin, end] = ['startTime', 'stopTime'].map((name) => {
    const text = textAt(document, `${HEADER}/${name}`);
    if (text !== undefined) return text;
    throw metadataIncomplete('a time of sensing', `${HEADER}/${name}`);
  });
  return sensingPeriod(instantOf(begin ?? '', 'begin'), instantOf(end ?? '', 'end'));
}

function attributesOf(document: XmlElement) {
  const mission = textAt(document, `${HEADER}/missionId`) ?? '';
  const angles = elementsAt(document, `${GRID}/incidenceAngle`)
    .map(({ text }) => Number(text))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  return definedOnly({
    ...sentinelPlatform(mission.replace('S', 'Sentinel-')),
    sensorType: 'RADAR',
    instrument: 'SAR',
    ...readAttributes((path) => textAt(document, path), ATTRIBUTES),
    orbitDirection: textAt(document, 'generalAnnotation/productInformation/pass')?.toUpperCase(),
    antennaLookDirection: 'RIGHT',
    minimumIncidenceAngle: angles[0],
    maximumIncidenceAngle: angles.at(-1),
  });
}
