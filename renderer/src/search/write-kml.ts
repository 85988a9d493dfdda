import type { Footprint, Ring } from '@pvs/core/geometry/footprint';
import { formatInstant } from '@pvs/core/time/format-instant';
import { xml, type XmlValue } from '@pvs/core/xml/xml-template';
import { entrySummary } from './feed-parts.ts';
import { type Entry, linksOf, type SearchResults } from './search-results.ts';

/** KML 2.2 (OGC 07-147r2): a placemark of each footprint with its time; the next page is a network link. */
export function writeKml({ title, entries, links }: SearchResults): string {
  const next = linksOf(links, 'next').map(
    ({ href }) =>
      xml`<NetworkLink><name>next</name><visibility>0</visibility><Link><href>${href}</href></Link></NetworkLink>\n`,
  );
  const document = xml`<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:atom="http://www.w3.org/2005/Atom">
<Document>
<name>${title}</name>
<Style id="footprint"><LineStyle><color>ff00a5ff</color><width>2</width></LineStyle><PolyStyle><color>3300a5ff</color></PolyStyle></Style>
${entries.map(placemark)}${next}</Document>
</kml>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${document.toString()}\n`;
}

function placemark(entry: Entry) {
  const { identifier, title, time, footprint, bbox, attributes, links } = entry;
  const [enclosure] = [...linksOf(links, 'enclosure'), ...linksOf(links, 'search')];
  const data = Object.entries({ identifier, ...attributes }).map(
    ([name, value]) =>
      xml`<Data name="${name}"><value>${value instanceof Date ? formatInstant(value) : value}</value></Data>`,
  );
  return xml`<Placemark>
<name>${title}</name>
${enclosure && xml`<atom:link href="${enclosure.href}" rel="${enclosure.rel}" type="${enclosure.type}"/>\n`}<description>${entrySummary(entry)}</description>
${time && xml`<TimeSpan><begin>${formatInstant(time.begin)}</begin><end>${formatInstant(time.end)}</end></TimeSpan>\n`}<styleUrl>#footprint</styleUrl>
<ExtendedData>${data}</ExtendedData>
${footprint ? multiGeometry(footprint) : bbox && multiGeometry(boxFootprint(bbox))}</Placemark>
`;
}

const multiGeometry = ({ coordinates }: Footprint): XmlValue =>
  xml`<MultiGeometry>${coordinates.map(
    ([outer = [], ...holes]) =>
      xml`<Polygon><outerBoundaryIs>${linearRing(outer)}</outerBoundaryIs>${holes.map((hole) => xml`<innerBoundaryIs>${linearRing(hole)}</innerBoundaryIs>`)}</Polygon>`,
  )}</MultiGeometry>\n`;

const linearRing = (ring: Ring) =>
  xml`<LinearRing><coordinates>${ring.map(([lon, lat]) => `${lon},${lat}`).join(' ')}</coordinates></LinearRing>`;

function boxFootprint([west, south, east, north]: NonNullable<Entry['bbox']>): Footprint {
  const ring: Ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { type: 'MultiPolygon', coordinates: [[ring]] };
}
