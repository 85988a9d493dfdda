import { formatInstant } from '@pvs/core/time/format-instant';
import { xml, type XmlFragment, type XmlValue } from '@pvs/core/xml/xml-template';
import type { Entry, Link, Offering, SearchResults } from './search-results.ts';
import { NAMESPACES } from './search-parameter.ts';

/** What Atom and RSS have in common. */

export const FEED_NAMESPACES = xml` xmlns:os="http://a9.com/-/spec/opensearch/1.1/" xmlns:geo="${NAMESPACES.geo}" xmlns:time="${NAMESPACES.time}" xmlns:eo="${NAMESPACES.eo}" xmlns:cql="${NAMESPACES.cql}" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:georss="http://www.georss.org/georss" xmlns:media="http://search.yahoo.com/mrss/" xmlns:owc="http://www.opengis.net/owc/1.0"`;

/** The OpenSearch response elements (OpenSearch 1.1 Draft 6). */
export function openSearchElements({ total, startIndex, itemsPerPage, request }: SearchResults): XmlValue[] {
  return [
    total && xml`<os:totalResults>${total.count}</os:totalResults>\n`,
    xml`<os:startIndex>${startIndex}</os:startIndex>\n<os:itemsPerPage>${itemsPerPage}</os:itemsPerPage>\n`,
    xml`<os:Query role="request"${request.map(([token, value]) => attribute(token, value))}/>\n`,
  ];
}

/** Tokens are names that descriptions of ours made, so that they are safe as attributes. */
const attribute = (token: string, value: string): XmlFragment => xml` ${token}="${value}"`;

export const atomLink = ({ rel, href, type, title, sizeBytes }: Link, prefix = '') =>
  xml`<${prefix}link rel="${rel}" type="${type}"${title !== undefined && xml` title="${title}"`} href="${href}"${sizeBytes !== undefined && xml` length="${sizeBytes}"`}/>\n`;

export const dcDate = ({ time }: Entry) =>
  time && xml`<dc:date>${formatInstant(time.begin)}/${formatInstant(time.end)}</dc:date>\n`;

/** GeoRSS writes latitude first. One ring as it is; what is in pieces or has holes by its box. */
export function geoRss({ footprint, bbox }: Entry): XmlValue {
  const [polygon, ...others] = footprint?.coordinates ?? [];
  if (polygon?.length === 1 && others.length === 0) {
    const positions = polygon[0]!.map(([lon, lat]) => `${lat} ${lon}`).join(' ');
    return xml`<georss:polygon>${positions}</georss:polygon>\n`;
  }
  if (!bbox) return undefined;
  const [west, south, east, north] = bbox;
  return xml`<georss:box>${south} ${west} ${north} ${east}</georss:box>\n`;
}

/** OWS Context (OGC 12-084r2 §7.1.2). */
export const owcOffering = ({ code, operations }: Offering) =>
  xml`<owc:offering code="http://www.opengis.net/spec/owc-atom/1.0/req/${code}">
${operations.map(({ code: name, type, href }) => xml`<owc:operation code="${name}" method="GET" type="${type}" href="${href}"/>\n`)}</owc:offering>\n`;

export const mediaContent = ({ links }: Entry) =>
  links
    .filter(({ rel }) => rel === 'icon')
    .map(
      ({ href, type, title }) =>
        xml`<media:content url="${href}" type="${type}" medium="image"><media:category scheme="http://www.opengis.net/spec/EOMPOM/1.0">${title ?? 'QUICKLOOK'}</media:category></media:content>\n`,
    );

/** What a reader sees of an entry, as HTML. */
export function entrySummary(entry: Entry): string {
  const { time, attributes, abstract } = entry;
  const rows = [
    ...(time ? [['time', `${formatInstant(time.begin)} – ${formatInstant(time.end)}`] as const] : []),
    ...Object.entries(attributes).map(
      ([name, value]) => [name, value instanceof Date ? formatInstant(value) : String(value)] as const,
    ),
  ];
  const table = rows.map(([name, value]) => xml`<tr><th>${name}</th><td>${value}</td></tr>`);
  return xml`${abstract !== undefined && abstract !== '' && xml`<p>${abstract}</p>`}${table.length > 0 && xml`<table>${table}</table>`}`.toString();
}
