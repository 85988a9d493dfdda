import { timeAttributes } from '@pvs/core/catalogue/eo-columns';
import type { EoAttributes } from '@pvs/core/catalogue/product';
import { formatInstant, isoInstant } from '@pvs/core/time/format-instant';
import type { Entry, Link, SearchResults } from './search-results.ts';

/**
 * GeoJSON with the properties of OGC 17-003r2 and the paging of OGC 17-047r1; beside them each attribute by its plain
 * name, and the original's `id`, `begin_time` and `end_time`.
 */
export function writeJson(results: SearchResults): string {
  const { id, title, provider, updated, total, startIndex, itemsPerPage, links, request, entries } = results;
  return JSON.stringify({
    type: 'FeatureCollection',
    id,
    totalResults: total?.count,
    exactCount: total?.isExact,
    startIndex,
    itemsPerPage,
    queries: { request: [Object.fromEntries(request)] },
    links: links.map(({ rel, href, type, title }) => ({ rel, href, type, title })),
    properties: { title, creator: provider, updated, totalResults: total?.count, startIndex, itemsPerPage },
    features: entries.map(feature),
  });
}

function feature(entry: Entry) {
  const { id, identifier, footprint, bbox, title, abstract, collection, type, time, updated, revision } =
    entry;
  const { links, offerings } = entry;
  const attributes = writtenAttributes(entry.attributes);
  const [begin, end] = [time && formatInstant(time.begin), time && formatInstant(time.end)];
  return {
    type: 'Feature',
    id: identifier,
    bbox,
    geometry: footprint ?? (bbox ? boxPolygon(bbox) : null),
    properties: {
      id: identifier,
      identifier,
      title,
      abstract,
      kind: `http://purl.org/dc/dcmitype/${entry.kind === 'collection' ? 'Collection' : 'Dataset'}`,
      collection,
      type,
      date: begin && `${begin}/${end}`,
      begin_time: begin,
      end_time: end,
      updated: formatInstant(updated),
      ...attributes,
      revision,
      ...(entry.kind === 'product' ? structured(attributes, begin, end) : {}),
      links: linkObject(links, id),
      offerings: offerings.map(({ code, operations }) => ({
        code: `http://www.opengis.net/spec/owc-geojson/1.0/req/${code}`,
        operations: operations.map((operation) => ({ method: 'GET', ...operation })),
      })),
    },
  };
}

/** Attributes with times as text: JSON would write each, where it stands twice, by itself, at ten times the cost. */
type WrittenAttributes = { readonly [Name in keyof EoAttributes]: string | number };

function writtenAttributes(attributes: EoAttributes): WrittenAttributes {
  const written: Record<string, string | number | Date> = { ...attributes };
  for (const name of timeAttributes) {
    const time = written[name];
    if (time instanceof Date) written[name] = isoInstant(time);
  }
  return written as WrittenAttributes;
}

/** The attributes where OGC 17-003r2 §7.3 has them; JSON leaves out what is undefined. */
function structured(a: WrittenAttributes, begin: string | undefined, end: string | undefined) {
  return {
    status: a.productionStatus,
    acquisitionInformation: [
      {
        platform: {
          platformShortName: a.platform,
          platformSerialIdentifier: a.platformSerialIdentifier,
          orbitType: a.orbitType,
        },
        instrument: { instrumentShortName: a.instrument, sensorType: a.sensorType },
        acquisitionParameters: acquisition(a, begin, end),
      },
    ],
    productInformation: {
      productType: a.productType,
      processingLevel: a.processingLevel,
      productVersion: a.productVersion,
      cloudCover: a.cloudCover,
      snowCover: a.snowCover,
      resolution: a.resolutionM,
      processingCenter: a.processingCenter,
      processingDate: a.processingDate,
      processingMode: a.processingMode,
      processorName: a.processorName,
      archivingCenter: a.archivingCenter,
      availabilityTime: a.availabilityTime,
      qualityInformation: { qualityStatus: a.productQualityStatus },
    },
  };
}

const acquisition = (
  a: WrittenAttributes,
  beginningDateTime: string | undefined,
  endingDateTime: string | undefined,
) => ({
  beginningDateTime,
  endingDateTime,
  acquisitionType: a.acquisitionType,
  acquisitionSubType: a.acquisitionSubType,
  acquisitionStation: a.acquisitionStation,
  orbitNumber: a.orbitNumber,
  orbitDirection: a.orbitDirection,
  wrsLongitudeGrid: a.track,
  wrsLatitudeGrid: a.frame,
  swathIdentifier: a.swathIdentifier,
  operationalMode: a.sensorMode,
  polarisationMode: a.polarisationMode,
  polarisationChannels: a.polarisationChannels,
  antennaLookDirection: a.antennaLookDirection,
  acquisitionAngles: {
    illuminationAzimuthAngle: a.illuminationAzimuthAngle,
    illuminationZenithAngle: a.illuminationZenithAngle,
    illuminationElevationAngle: a.illuminationElevationAngle,
    acrossTrackIncidenceAngle: a.acrossTrackIncidenceAngle,
    alongTrackIncidenceAngle: a.alongTrackIncidenceAngle,
    minimumIncidenceAngle: a.minimumIncidenceAngle,
    maximumIncidenceAngle: a.maximumIncidenceAngle,
    incidenceAngleVariation: a.incidenceAngleVariation,
  },
});

/** Where the links of a relation go (OGC 17-003r2 §7.2.8). */
const GROUPS: ReadonlyMap<string, string> = new Map([
  ['enclosure', 'data'],
  ['via', 'via'],
  ['icon', 'previews'],
  ['alternate', 'alternates'],
  ['related', 'related'],
  ['search', 'search'],
]);

function linkObject(links: readonly Link[], id: string) {
  const self: Link = { rel: 'self', href: id, type: 'application/geo+json' };
  const groups: Record<string, object[]> = {
    profiles: [{ href: 'http://www.opengis.net/spec/eo-geojson/1.0' }],
    self: [jsonLink(self)],
  };
  for (const link of links) {
    const group = GROUPS.get(link.rel);
    if (group !== undefined) (groups[group] ??= []).push(jsonLink(link));
  }
  return groups;
}

const jsonLink = ({ href, type, title, sizeBytes }: Link) => ({ href, type, title, length: sizeBytes });

function boxPolygon([west, south, east, north]: NonNullable<Entry['bbox']>) {
  const ring = (from: number, to: number) => [
    [
      [from, south],
      [to, south],
      [to, north],
      [from, north],
      [from, south],
    ],
  ];
  const coordinates = west <= east ? [ring(west, east)] : [ring(west, 180), ring(-180, east)];
  return { type: 'MultiPolygon', coordinates };
}
