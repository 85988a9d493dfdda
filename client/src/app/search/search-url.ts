import { formatInstant } from '../time/time-interval.ts';
import type { TimeInterval } from '../time/time-interval.ts';
import { cqlArea, openSearchArea } from './search-area.ts';
import type { SearchArea } from './search-area.ts';
import { quoted } from './condition.ts';
import { cqlOf, openSearchFilter, sortKeysOf, wholeCql } from './search-filter.ts';
import type { SearchFilter, SearchOrder } from './search-filter.ts';

/** Which products of the catalogue are meant, whatever their time. */
export interface ProductScope {
  readonly collection: string;
  readonly area: SearchArea | undefined;
  readonly filter: SearchFilter;
}

/** What the catalogue is asked for. */
export interface SearchQuery extends ProductScope {
  readonly time: TimeInterval | undefined;
  readonly order: SearchOrder;
  readonly count: number;
}

/** The first page of the search's answer, relative to the page (OpenSearch Geo and Time, OGC 10-032r8). */
export function searchUrl({ time, order, count, ...scope }: SearchQuery): string {
  const sortKeys = sortKeysOf(order);
  return urlOf(scope, undefined, [
    ...(time ? [`start=${formatInstant(time.startMs)}`, `end=${formatInstant(time.endMs)}`] : []),
    ...(sortKeys ? [`sortKeys=${encodeURIComponent(sortKeys)}`] : []),
    `count=${count}`,
    'startIndex=0',
  ]);
}

/** The one product of that identifier (OGC 10-032r8 `geo:uid`). */
export function productUrl(collection: string, identifier: string): string {
  return `${collectionPath(collection)}?uid=${encodeURIComponent(identifier)}&count=1&startIndex=0`;
}

/** Where stepping starts; without a product the time counts, and without both the end of all times. */
export interface StepOrigin {
  readonly product: { readonly identifier: string; readonly time: TimeInterval | undefined } | undefined;
  readonly time: TimeInterval | undefined;
}

/** The product that begins next after, or before, where stepping starts; those of one begin go by identifier. */
export function stepUrl(scope: ProductScope, origin: StepOrigin, direction: -1 | 1): string {
  const beyond = beyondOrigin(origin, direction === 1 ? '>' : '<');
  const ascending = direction === 1 ? 1 : 0;
  return urlOf(scope, beyond, [
    `sortKeys=${encodeURIComponent(`beginTime,,${ascending} identifier,,${ascending}`)}`,
    'count=1',
    'startIndex=0',
  ]);
}

function beyondOrigin({ product, time }: StepOrigin, sign: '<' | '>'): string | undefined {
  if (product?.time) {
    const begin = formatInstant(product.time.startMs);
    return `beginTime ${sign} ${begin} OR (beginTime = ${begin} AND identifier ${sign} ${quoted(product.identifier)})`;
  }
  return time && `beginTime ${sign} ${formatInstant(sign === '>' ? time.endMs : time.startMs)}`;
}

function urlOf(
  { collection, area, filter }: ProductScope,
  condition: string | undefined,
  rest: readonly string[],
): string {
  const parameters = [
    ...(area ? [openSearchArea(area)] : []),
    ...openSearchFilter(filter),
    ...cqlParameter(cqlOf(filter, condition)),
    ...rest,
  ];
  return `${collectionPath(collection)}?${parameters.join('&')}`;
}

/** Capabilities of WMS in which the products that are searched for are layers. */
export function wmsUrl({ area, filter }: ProductScope, time: TimeInterval | undefined): string {
  const cql = [
    ...(time
      ? [`beginTime <= ${formatInstant(time.endMs)}`, `endTime >= ${formatInstant(time.startMs)}`]
      : []),
    ...(area ? [cqlArea(area)] : []),
    ...wholeCql(filter),
  ];
  return `./ows?${['service=WMS&request=GetCapabilities', ...cqlParameter(cql)].join('&')}`;
}

const cqlParameter = (conditions: readonly string[]) =>
  conditions.length === 0 ? [] : [`cql=${encodeURIComponent(conditions.join(' AND '))}`];

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
