import type { EoAttributes, ProductMetadata } from '../catalogue/product.ts';
import type { Footprint, Ring } from '../geometry/footprint.ts';
import { element, nested } from '../xml/write-elements.ts';
import { xml, type XmlFragment, type XmlValue } from '../xml/xml-template.ts';
import { gscPosList } from './gsc-pos-list.ts';

/** What a report says besides the product. */
export interface GscReport {
  readonly responsibleOrgName: string;
  readonly dateTime: Date;
  /** The product's identifier where not given. */
  readonly orderReference?: string;
  /** Data files of the product, relative to the report. */
  readonly fileNames?: readonly string[];
}

/** Prefix of the observation's own elements, by what sensed it. */
type Theme = 'opt' | 'sar' | 'atm';

/**
 * A GSC report that says all that the metadata says: what EOP 1 (OGC 06-080) has no element for goes into its
 * `eop:vendorSpecific`. Reading it with `gsc.ts` gives the same product.
 */
export function writeGsc(metadata: ProductMetadata, report: GscReport): string {
  const theme = themeOf(metadata.attributes);
  return String(xml`<?xml version="1.0" encoding="UTF-8"?>
<gsc:report xmlns:gsc="http://earth.esa.int/gsc" xmlns:eop="http://earth.esa.int/eop" xmlns:opt="http://earth.esa.int/opt" xmlns:sar="http://earth.esa.int/sar" xmlns:atm="http://earth.esa.int/atm" xmlns:gml="http://www.opengis.net/gml" version="2.0">
${element('gsc:responsibleOrgName', report.responsibleOrgName)}
${element('gsc:dateTime', report.dateTime)}
${element('gsc:orderReference', report.orderReference ?? metadata.identifier)}
${nested(`gsc:${theme}_metadata`, [
  nested('gml:metaDataProperty/gsc:EarthObservationMetaData', metaData(metadata)),
  nested('gml:validTime/gml:TimePeriod', [
    element('gml:beginPosition', metadata.beginTime),
    element('gml:endPosition', metadata.endTime),
  ]),
  nested('gml:using/eop:EarthObservationEquipment', equipment(metadata.attributes, theme)),
  metadata.footprint && target(metadata.footprint),
  nested(
    `gml:resultOf/${theme === 'sar' ? 'eop' : theme}:EarthObservationResult`,
    result(metadata.attributes, report),
  ),
])}
</gsc:report>
`);
}

function themeOf({ sensorType, polarisationMode, polarisationChannels }: EoAttributes): Theme {
  if (sensorType === 'ATMOSPHERIC') return 'atm';
  const isRadar =
    sensorType === 'RADAR' || (sensorType === undefined && (polarisationMode ?? polarisationChannels));
  return isRadar ? 'sar' : 'opt';
}

function metaData({ identifier, attributes: a }: ProductMetadata): XmlValue[] {
  return [
    element('eop:identifier', identifier),
    element('eop:parentIdentifier', a.parentIdentifier),
    element('eop:creationDate', a.creationDate),
    element('eop:modificationDate', a.modificationDate),
    element('eop:acquisitionType', a.acquisitionType),
    element('eop:acquisitionSubType', a.acquisitionSubType),
    element('eop:productType', a.productType),
    element('eop:status', a.productionStatus),
    nested('eop:downlinkedTo/eop:DownlinkInformation', [
      element('eop:acquisitionStation', a.acquisitionStation),
    ]),
    nested('eop:archivedIn/eop:ArchivingInformation', [element('eop:archivingCenter', a.archivingCenter)]),
    element('eop:productQualityDegradationTag', a.productQualityDegradationTag),
    nested('eop:processing/eop:ProcessingInformation', [
      element('eop:processingCenter', a.processingCenter),
      element('eop:processingDate', a.processingDate),
      element('eop:processorName', a.processorName),
      element('eop:processingLevel', a.processingLevel),
      element('eop:processingMode', a.processingMode),
    ]),
    local('productQualityStatus', a.productQualityStatus),
    local('availabilityTime', a.availabilityTime),
    local('doi', a.doi),
    local('compositeType', a.compositeType),
    local('lowestLocation', a.lowestLocation),
    local('highestLocation', a.highestLocation),
  ];
}

function equipment(a: EoAttributes, theme: Theme): XmlValue[] {
  return [
    nested('eop:platform/eop:Platform', [
      element('eop:shortName', a.platform),
      element('eop:serialIdentifier', a.platformSerialIdentifier),
      element('eop:orbitType', a.orbitType),
    ]),
    nested('eop:instrument/eop:Instrument', [element('eop:shortName', a.instrument)]),
    nested('eop:sensor/eop:Sensor', [
      element('eop:sensorType', a.sensorType),
      element('eop:operationalMode', a.sensorMode),
      element('eop:resolution', a.resolutionM, 'm'),
      element('eop:swathIdentifier', a.swathIdentifier),
      nested('eop:wavelengthInformation/eop:WavelengthInformation', [
        element('eop:discreteWavelengths', a.wavelength, 'nm'),
        element('eop:spectralRange', a.spectralRange),
      ]),
    ]),
    // Readers look for orbits in opt:Acquisition and sar:Acquisition only.
    nested(`eop:acquisitionParameters/${theme === 'sar' ? 'sar' : 'opt'}:Acquisition`, acquisition(a)),
  ];
}

function acquisition(a: EoAttributes): XmlValue[] {
  return [
    element('eop:orbitNumber', a.orbitNumber),
    element('eop:orbitDirection', a.orbitDirection),
    element('eop:wrsLongitudeGrid', a.track),
    element('eop:wrsLatitudeGrid', a.frame),
    element('eop:acrossTrackIncidenceAngle', a.acrossTrackIncidenceAngle, 'deg'),
    element('eop:alongTrackIncidenceAngle', a.alongTrackIncidenceAngle, 'deg'),
    element('eop:startTimeFromAscendingNode', a.startTimeFromAscendingNode, 'ms'),
    element('eop:completionTimeFromAscendingNode', a.completionTimeFromAscendingNode, 'ms'),
    element('opt:illuminationAzimuthAngle', a.illuminationAzimuthAngle, 'deg'),
    element('opt:illuminationZenithAngle', a.illuminationZenithAngle, 'deg'),
    element('opt:illuminationElevationAngle', a.illuminationElevationAngle, 'deg'),
    element('sar:polarisationMode', a.polarisationMode),
    element('sar:polarisationChannels', a.polarisationChannels),
    element('sar:antennaLookDirection', a.antennaLookDirection),
    element('sar:minimumIncidenceAngle', a.minimumIncidenceAngle, 'deg'),
    element('sar:maximumIncidenceAngle', a.maximumIncidenceAngle, 'deg'),
    element('sar:dopplerFrequency', a.dopplerFrequency, 'Hz'),
    element('sar:incidenceAngleVariation', a.incidenceAngleVariation, 'deg'),
  ];
}

function result(a: EoAttributes, { fileNames = [] }: GscReport): XmlValue[] {
  const files: (string | undefined)[] = fileNames.length > 0 ? [...fileNames] : [undefined];
  return [
    ...files.map((fileName, i) =>
      nested('eop:product/eop:ProductInformation', [
        element('eop:fileName', fileName),
        i === 0 && element('eop:version', a.productVersion),
      ]),
    ),
    element('opt:cloudCoverPercentage', a.cloudCover, '%'),
    element('opt:snowCoverPercentage', a.snowCover, '%'),
  ];
}

function target(footprint: Footprint): XmlFragment | undefined {
  const polygons = footprint.coordinates.map((rings) =>
    nested(
      'gml:Polygon',
      rings.map((r, i) => ring(i === 0 ? 'exterior' : 'interior', r)),
    ),
  );
  const surface = nested('gml:surfaceMembers', polygons);
  return nested('gml:target/eop:Footprint/gml:multiExtentOf', [
    xml`<gml:MultiSurface srsName="EPSG:4326">${surface}</gml:MultiSurface>`,
  ]);
}

function ring(role: 'exterior' | 'interior', positions: Ring): XmlFragment | undefined {
  return nested(`gml:${role}/gml:LinearRing`, [element('gml:posList', gscPosList(positions))]);
}

function local(name: string, value: XmlValue): XmlFragment | undefined {
  if (value === undefined) return undefined;
  return nested('eop:vendorSpecific/eop:SpecificInformation', [
    element('eop:localAttribute', name),
    element('eop:localValue', value),
  ]);
}
