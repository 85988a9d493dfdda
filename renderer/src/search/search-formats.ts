import { writeAtom } from './write-atom.ts';
import { writeHtml } from './write-html.ts';
import { writeJson } from './write-json.ts';
import { writeKml } from './write-kml.ts';
import { writeRss } from './write-rss.ts';
import type { SearchResults } from './search-results.ts';
import { mediaTypes } from './search-urls.ts';

/** A form of search results: adding one is a file and a line in the list below. */
export interface SearchFormat {
  /** Path segment that asks for it. */
  readonly name: string;
  readonly mediaType: string;
  write(results: SearchResults): string;
}

export const searchFormats: readonly SearchFormat[] = [
  { name: 'atom', mediaType: mediaTypes.atom, write: writeAtom },
  { name: 'rss', mediaType: mediaTypes.rss, write: writeRss },
  { name: 'json', mediaType: mediaTypes.json, write: writeJson },
  { name: 'kml', mediaType: mediaTypes.kml, write: writeKml },
  { name: 'html', mediaType: mediaTypes.html, write: writeHtml },
];
