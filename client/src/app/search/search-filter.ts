import { cql2Condition, cqlCondition, quoted } from './condition.ts';
import type { Condition } from './condition.ts';

/** What products must have besides place and time. */
export interface SearchFilter {
  /** Per cent; undefined: any, also where it is not known. */
  readonly maxCloudCover: number | undefined;
  readonly platform: string | undefined;
  /** Of other attributes; all must hold. */
  readonly conditions: readonly Condition[];
}

export const NO_FILTER: SearchFilter = { maxCloudCover: undefined, platform: undefined, conditions: [] };

/** As parameters of OpenSearch EO (OGC 13-026r9), but for the conditions, which {@link cqlOf} writes. */
export function openSearchFilter({ maxCloudCover, platform }: SearchFilter): string[] {
  return [
    ...(maxCloudCover === undefined ? [] : [`cloudCover=${maxCloudCover}]`]),
    // In braces, since a value alone may look like a range.
    ...(platform === undefined ? [] : [`platform=${encodeURIComponent(`{${platform}}`)}`]),
  ];
}

/** The filter's conditions and another one in CQL, all of which must hold. */
export function cqlOf({ conditions }: SearchFilter, another?: string): string[] {
  const own = conditions.map(cqlCondition);
  if (another === undefined) return own;
  return [own.length > 0 && another.includes(' OR ') ? `(${another})` : another, ...own];
}

/** The whole filter in CQL, as WMS takes it. */
export const wholeCql = (filter: SearchFilter): string[] => [
  ...(filter.maxCloudCover === undefined ? [] : [`cloudCover <= ${filter.maxCloudCover}`]),
  ...(filter.platform === undefined ? [] : [`platform = ${quoted(filter.platform)}`]),
  ...filter.conditions.map(cqlCondition),
];

/** As a filter in CQL2; empty where nothing is asked for. */
export function cql2Filter({ maxCloudCover, platform, conditions }: SearchFilter): string {
  return [
    ...(maxCloudCover === undefined ? [] : [`"eo:cloud_cover" <= ${maxCloudCover}`]),
    ...(platform === undefined ? [] : [`platform = ${quoted(platform)}`]),
    ...conditions.map(cql2Condition),
  ].join(' AND ');
}

/** In which order a search lists, beside the order of any attribute. */
export const searchOrders = {
  newest: undefined,
  oldest: 'beginTime,,1',
  clearest: 'cloudCover,,1 beginTime,,0',
} as const;

/** One of {@link searchOrders}, or an attribute and its direction, as `orbitNumber:asc`. */
export type SearchOrder = keyof typeof searchOrders | `${string}:${'asc' | 'desc'}`;

export const isSearchOrder = (text: string | null): text is SearchOrder =>
  text !== null && (Object.hasOwn(searchOrders, text) || /^\w+:(asc|desc)$/.test(text));

/** Keys of SRU, as OpenSearch takes them; undefined for the order it has by itself. */
export function sortKeysOf(order: SearchOrder): string | undefined {
  const [attribute = '', direction] = order.split(':');
  if (direction !== undefined) return `${attribute},,${direction === 'asc' ? 1 : 0} beginTime,,0`;
  return searchOrders[order as keyof typeof searchOrders];
}
