/** What products must have besides place and time. */
export interface SearchFilter {
  /** Per cent; undefined: any, also where it is not known. */
  readonly maxCloudCover: number | undefined;
  readonly platform: string | undefined;
}

export const NO_FILTER: SearchFilter = { maxCloudCover: undefined, platform: undefined };

/** How many conditions it has. */
export const countConditions = ({ maxCloudCover, platform }: SearchFilter) =>
  Number(maxCloudCover !== undefined) + Number(platform !== undefined);

/** As parameters of OpenSearch EO (OGC 13-026r9). */
export function openSearchFilter({ maxCloudCover, platform }: SearchFilter): string[] {
  return [
    ...(maxCloudCover === undefined ? [] : [`cloudCover=${maxCloudCover}]`]),
    // In braces, since a value alone may look like a range.
    ...(platform === undefined ? [] : [`platform=${encodeURIComponent(`{${platform}}`)}`]),
  ];
}

/** As a filter in CQL2; empty where nothing is asked for. */
export function cql2Filter({ maxCloudCover, platform }: SearchFilter): string {
  return [
    ...(maxCloudCover === undefined ? [] : [`"eo:cloud_cover" <= ${maxCloudCover}`]),
    ...(platform === undefined ? [] : [`platform = ${quoted(platform)}`]),
  ].join(' AND ');
}

/** A text of CQL and CQL2. */
export const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** In which order a search lists. */
export const searchOrders = {
  newest: undefined,
  oldest: 'beginTime,,1',
  clearest: 'cloudCover,,1 beginTime,,0',
} as const;

export type SearchOrder = keyof typeof searchOrders;

export const isSearchOrder = (text: string | null): text is SearchOrder =>
  text !== null && Object.hasOwn(searchOrders, text);
