import { formatInstant } from '../time/time-interval.ts';
import type { TimeInterval } from '../time/time-interval.ts';
import { formatBox } from './geo-box.ts';
import type { GeoBox } from './geo-box.ts';

/** What the catalogue is asked for. */
export interface SearchQuery {
  readonly collection: string;
  readonly box: GeoBox | undefined;
  readonly time: TimeInterval | undefined;
  readonly count: number;
}

/** The first page of the search's answer, relative to the page (OpenSearch Geo and Time, OGC 10-032r8). */
export function searchUrl({ collection, box, time, count }: SearchQuery): string {
  const parameters = [
    ...(box ? [`bbox=${formatBox(box)}`] : []),
    ...(time ? [`start=${formatInstant(time.startMs)}`, `end=${formatInstant(time.endMs)}`] : []),
    `count=${count}`,
    'startIndex=0',
  ];
  return `${collectionPath(collection)}?${parameters.join('&')}`;
}

/** The one product of that identifier (OGC 10-032r8 `geo:uid`). */
export function productUrl(collection: string, identifier: string): string {
  return `${collectionPath(collection)}?uid=${encodeURIComponent(identifier)}&count=1&startIndex=0`;
}

const collectionPath = (collection: string) =>
  `./opensearch/collections/${encodeURIComponent(collection)}/json/`;

/**
 * Where a page's `next` link leads, on the same path as the page itself: only the link's query counts, so that
 * paging works through a proxy whose host or base path the catalogue does not know.
 */
export function nextPageUrl(current: string, nextHref: string): string {
  const path = current.split('?', 1)[0] ?? current;
  const query = nextHref.indexOf('?');
  return query < 0 ? path : path + nextHref.slice(query).replace(/#.*$/, '');
}
