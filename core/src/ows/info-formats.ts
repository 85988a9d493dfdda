/** A form in which a service tells about a point of a map. */
export interface InfoFormat {
  readonly mediaType: string;
  /** Without a dot, of resource addresses (OGC 07-057r7 §10.2.3). */
  readonly extension: string;
}

/** What GetFeatureInfo of WMS and WMTS answers in, the default first. */
export const INFO_FORMATS = {
  json: { mediaType: 'application/json', extension: 'json' },
  geoJson: { mediaType: 'application/geo+json', extension: 'geojson' },
  html: { mediaType: 'text/html', extension: 'html' },
  gml: { mediaType: 'application/vnd.ogc.gml', extension: 'gml' },
  text: { mediaType: 'text/plain', extension: 'txt' },
} as const satisfies Record<string, InfoFormat>;

export const infoFormats: readonly InfoFormat[] = Object.values(INFO_FORMATS);
