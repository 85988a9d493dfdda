import type { Footprint } from '@pvs/core/geometry/footprint';
import type { StoredProduct } from '@pvs/core/catalogue/product';
import { formatInstant } from '@pvs/core/time/format-instant';
import { element, nested } from '@pvs/core/xml/write-elements';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';

const ACQUISITION_TYPES = ['NOMINAL', 'CALIBRATION', 'OTHER'];

/**
 * What the catalogue knows of a product, as Earth Observation metadata (OGC 10-157r3, namespace eop 2.0).
 * @param id of the element; others within it begin with it
 */
export function eoMetadata(product: StoredProduct, id: string): XmlFragment {
  const { attributes, identifier, endTime } = product;
  const { acquisitionType = 'NOMINAL', productType, parentIdentifier } = attributes;
  const known = ACQUISITION_TYPES.includes(acquisitionType) ? acquisitionType : 'OTHER';
  return xml`<eop:EarthObservation gml:id="${id}">
<om:phenomenonTime>${timePeriod(product, `${id}_time`)}</om:phenomenonTime>
<om:resultTime><gml:TimeInstant gml:id="${id}_result"><gml:timePosition>${formatInstant(endTime)}</gml:timePosition></gml:TimeInstant></om:resultTime>
<om:procedure>${equipment(product, id)}</om:procedure>
<om:observedProperty xlink:href="http://www.opengis.net/def/property/OGC/0/Radiance"/>
<om:featureOfInterest>${footprint(product.footprint, `${id}_footprint`)}</om:featureOfInterest>
<om:result/>
<eop:metaDataProperty><eop:EarthObservationMetaData>
${element('eop:identifier', identifier)}${element('eop:parentIdentifier', parentIdentifier)}${element('eop:acquisitionType', known)}${element('eop:productType', productType)}<eop:status>ARCHIVED</eop:status>
</eop:EarthObservationMetaData></eop:metaDataProperty>
</eop:EarthObservation>`;
}

/** Begin and end of a product or of a series. */
export const timePeriod = (
  { beginTime, endTime }: { readonly beginTime: Date | number; readonly endTime: Date | number },
  id: string,
): XmlFragment =>
  xml`<gml:TimePeriod gml:id="${id}"><gml:beginPosition>${formatInstant(beginTime)}</gml:beginPosition><gml:endPosition>${formatInstant(endTime)}</gml:endPosition></gml:TimePeriod>`;

function equipment({ attributes }: StoredProduct, id: string): XmlFragment {
  const { platform, platformSerialIdentifier, instrument, sensorMode, resolutionM, orbitNumber } = attributes;
  const { orbitDirection, illuminationAzimuthAngle, illuminationElevationAngle } = attributes;
  const mode =
    sensorMode !== undefined &&
    xml`<eop:operationalMode codeSpace="urn:eop:sensorMode">${sensorMode}</eop:operationalMode>`;
  const directions = ['ASCENDING', 'DESCENDING'];
  const direction = directions.find((one) => one === orbitDirection?.toUpperCase());
  return xml`<eop:EarthObservationEquipment gml:id="${id}_equipment">
${platform !== undefined && nested('eop:platform/eop:Platform', [element('eop:shortName', platform), element('eop:serialIdentifier', platformSerialIdentifier)])}
${instrument !== undefined && nested('eop:instrument/eop:Instrument', [element('eop:shortName', instrument)])}
${nested('eop:sensor/eop:Sensor', [mode, element('eop:resolution', resolutionM, 'm')])}
${nested('eop:acquisitionParameters/eop:Acquisition', [
  element('eop:orbitNumber', orbitNumber),
  element('eop:orbitDirection', direction),
  element('eop:illuminationAzimuthAngle', illuminationAzimuthAngle, 'deg'),
  element('eop:illuminationElevationAngle', illuminationElevationAngle, 'deg'),
])}
</eop:EarthObservationEquipment>`;
}

const LAT_LON = 'http://www.opengis.net/def/crs/EPSG/0/4326';

/** Latitude before longitude, as the CRS has it. */
export function footprint({ coordinates }: Footprint, id: string): XmlFragment {
  const ring = (positions: readonly (readonly [number, number])[]) =>
    xml`<gml:LinearRing><gml:posList>${positions.map(([lon, lat]) => `${lat} ${lon}`).join(' ')}</gml:posList></gml:LinearRing>`;
  const polygons = coordinates.map(
    ([outer = [], ...holes], i) =>
      xml`<gml:surfaceMember><gml:Polygon gml:id="${id}_${i}"><gml:exterior>${ring(outer)}</gml:exterior>${holes.map((hole) => xml`<gml:interior>${ring(hole)}</gml:interior>`)}</gml:Polygon></gml:surfaceMember>`,
  );
  return xml`<eop:Footprint gml:id="${id}"><eop:multiExtentOf><gml:MultiSurface gml:id="${id}_surface" srsName="${LAT_LON}">${polygons}</gml:MultiSurface></eop:multiExtentOf></eop:Footprint>`;
}
