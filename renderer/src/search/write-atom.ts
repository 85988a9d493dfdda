import { xml } from '@pvs/core/xml/xml-template';
import {
  atomLink,
  dcDate,
  entrySummary,
  FEED_NAMESPACES,
  geoRss,
  mediaContent,
  openSearchElements,
  owcOffering,
} from './feed-parts.ts';
import type { Entry, SearchResults } from './search-results.ts';

/** Atom (RFC 4287) with OpenSearch, GeoRSS, Dublin Core and OWS Context elements (OGC 10-032r8 §9). */
export function writeAtom(results: SearchResults): string {
  const { id, title, provider, updated, links, entries } = results;
  const feed = xml`<feed xmlns="http://www.w3.org/2005/Atom"${FEED_NAMESPACES}>
<id>${id}</id>
<title>${title}</title>
<updated>${updated}</updated>
<author><name>${provider}</name></author>
${links.map((link) => atomLink(link))}${openSearchElements(results)}${entries.map(atomEntry)}</feed>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${feed.toString()}\n`;
}

function atomEntry(entry: Entry) {
  const { id, identifier, title, updated, links, offerings } = entry;
  return xml`<entry>
<id>${id}</id>
<title>${title}</title>
<updated>${updated}</updated>
<dc:identifier>${identifier}</dc:identifier>
${dcDate(entry)}${geoRss(entry)}${links.map((link) => atomLink(link))}${mediaContent(entry)}${offerings.map(owcOffering)}<content type="html">${entrySummary(entry) || title}</content>
</entry>
`;
}
