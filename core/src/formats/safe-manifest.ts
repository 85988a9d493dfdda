import type { ProductMetadata } from '../catalogue/product.ts';
import { elementsAt, textAt, type XmlElement } from '../xml/xml-element.ts';
import { definedOnly, readAttributes, type AttributePaths } from './attribute-paths.ts';
import { metadataFormat, metadataIncomplete, xmlRoot } from './metadata-format.ts';
import { instantOf, optionalInstant, sensingPeriod } from './metadata-time.ts';
import { finestImages, latLonFootprint, safeDirectoryName, sentinelPlatform } from './sentinel-safe.ts';

const DATA = 'metadataSection/metadataObject/metadataWrap/xmlData';
const PERIOD = `${DATA}/acquisitionPeriod`;
const PLATFORM = `${DATA}/platform`;
const ORBIT = `${DATA}/orbitReference`;
const PRODUCT = `${DATA}/standAloneProductInformation`;
const FOOTPRINT = `${DATA}/frameSet/footPrint/coordinates`;
const FRAME = `${DATA}/frameSet/frame/footPrint/coordinates`;

const ATTRIBUTES: AttributePaths = {
  texts: {
    productType: `${PRODUCT}/productType`,
    sensorMode: `${PLATFORM}/instrument/extension/instrumentMode|mode/mode`,
    swathIdentifier: `${PLATFORM}/instrument/extension/instrumentMode/swath`,
    track: `${ORBIT}/relativeOrbitNumber`,
  },
  numbers: { orbitNumber: `${ORBIT}/orbitNumber` },
  dates: {},
};

/**
 * The manifest of a SAFE product (ESA PGSI-GSEG-EOPG-FS-05-0001; Sentinel-1: S1-RS-MDA-52-7441), which names no
 * product: that is in the name of its directory, or in that of the report of a Sentinel-1 product.
 */
export const safeManifest = metadataFormat({
  name: 'safe-manifest',
  title: 'SAFE manifest of Sentinel-1 and Sentinel-2',
  view: xmlRoot((root) => root.name === 'XFDU' && textAt(root, `${PERIOD}/startTime`) !== undefined),
  read: (document, fileName): ProductMetadata => {
    const begin = textAt(document, `${PERIOD}/startTime`) ?? '';
    const end = textAt(document, `${PERIOD}/stopTime`) ?? begin;
    const footprint = textAt(document, FRAME) ?? textAt(document, FOOTPRINT);
    return {
      identifier: identifierOf(document, fileName),
      ...sensingPeriod(instantOf(begin, 'begin'), instantOf(end, 'end')),
      ...(footprint !== undefined && { footprint: latLonFootprint(footprint) }),
      attributes: attributesOf(document),
    };
  },
  references: (document) =>
    finestImages(
      hrefsOf(document)
        .filter((href) => /(^|\/)(measurement\/[^/]+\.tiff?|IMG_DATA\/.*\.(jp2|tiff?))$/i.test(href))
        .map((href) => href.replace(/^\.\//, '')),
    ),
});

const hrefsOf = (document: XmlElement) =>
  elementsAt(document, 'dataObjectSection/dataObject/byteStream/fileLocation').flatMap(
    ({ attributes }) => attributes['href'] ?? [],
  );

function identifierOf(document: XmlElement, fileName: string): string {
  const report = hrefsOf(document).flatMap((href) => /^\.?\/?([^/]+)\.SAFE-report-/.exec(href)?.[1] ?? []);
  const identifier = safeDirectoryName(fileName) ?? report[0];
  if (identifier !== undefined) return identifier;
  throw metadataIncomplete('a product identifier', 'the name of its directory, PRODUCT.SAFE/manifest.safe');
}

function attributesOf(document: XmlElement) {
  const [family = '', number = ''] = ['familyName', 'number'].map((name) =>
    textAt(document, `${PLATFORM}/${name}`),
  );
  const [instrument] = elementsAt(document, `${PLATFORM}/instrument/familyName`);
  const abbreviation = instrument?.attributes['abbreviation'];
  const level = /(?:level-|_l)(\d[abc]?)/i.exec(document.attributes['version'] ?? '')?.[1];
  const [processing] = elementsAt(document, `${DATA}/processing`);
  const [facility] = elementsAt(document, `${DATA}/processing/facility`);
  return definedOnly({
    ...sentinelPlatform(family + number),
    sensorType: abbreviation === 'SAR' ? 'RADAR' : abbreviation === 'MSI' ? 'OPTICAL' : undefined,
    instrument: abbreviation,
    processingLevel: level === undefined ? undefined : `Level-${level.toUpperCase()}`,
    ...readAttributes((path) => textAt(document, path), ATTRIBUTES),
    orbitDirection: orbitDirection(document),
    ...polarisation(document),
    processingCenter: facility?.attributes['name'],
    processorName: softwareOf(facility),
    processingDate: optionalInstant(processing?.attributes['stop'] ?? processing?.attributes['start']),
  });
}

function softwareOf(facility: XmlElement | undefined): string | undefined {
  const { name, version } = (facility && elementsAt(facility, 'software')[0]?.attributes) ?? {};
  return [name, version].filter((part) => part !== undefined).join(' ') || undefined;
}

function orbitDirection(document: XmlElement): string | undefined {
  const [orbit] = elementsAt(document, `${ORBIT}/orbitNumber`);
  const pass = textAt(document, `${ORBIT}/extension/orbitProperties/pass`);
  return (pass ?? orbit?.attributes['groundTrackDirection'])?.toUpperCase();
}

/** One channel is mode S (single), two are D (dual), as OGC 10-157r4 calls them. */
function polarisation(document: XmlElement) {
  const channels = elementsAt(document, `${PRODUCT}/transmitterReceiverPolarisation`).map(({ text }) =>
    text.trim(),
  );
  if (channels.length === 0) return {};
  return {
    polarisationMode: channels.length === 1 ? 'S' : 'D',
    polarisationChannels: channels.join(', '),
    // No document says so: the antenna of Sentinel-1 points to the right at all times.
    antennaLookDirection: 'RIGHT',
  };
}
