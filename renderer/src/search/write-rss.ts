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
import { type Entry, linksOf, type SearchResults } from './search-results.ts';

/** RSS 2.0 with the elements of {@link ./write-atom.ts}. */
export function writeRss(results: SearchResults): string {
  const { id, title, provider, updated, links, entries } = results;
  const feed = xml`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"${FEED_NAMESPACES}>
<channel>
<title>${title}</title>
<link>${id}</link>
<description>${`Search results of ${provider}`}</description>
<lastBuildDate>${updated.toUTCString()}</lastBuildDate>
${links.map((link) => atomLink(link, 'atom:'))}${openSearchElements(results)}${entries.map(item)}</channel>
</rss>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${feed.toString()}\n`;
}

function item(entry: Entry) {
  const { id, identifier, title, updated, links, offerings } = entry;
  const [page] = linksOf(links, 'alternate').filter(({ type }) => type === 'text/html');
  // RSS takes one enclosure; the others are Atom's links.
  const [enclosure] = linksOf(links, 'enclosure');
  return xml`<item>
<guid isPermaLink="false">${id}</guid>
<title>${title}</title>
<link>${page?.href ?? id}</link>
<description>${entrySummary(entry) || title}</description>
<pubDate>${updated.toUTCString()}</pubDate>
<dc:identifier>${identifier}</dc:identifier>
${enclosure && xml`<enclosure url="${enclosure.href}" length="${enclosure.sizeBytes ?? 0}" type="${enclosure.type}"/>\n`}${dcDate(entry)}${geoRss(entry)}${links.map((link) => atomLink(link, 'atom:'))}${mediaContent(entry)}${offerings.map(owcOffering)}</item>
`;
}
