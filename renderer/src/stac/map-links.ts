import type { StacContext, StacLink } from './stac-context.ts';

/** The schema of the extension that these links belong to. */
export const WEB_MAP_LINKS = 'https://stac-extensions.github.io/web-map-links/v1.1.0/schema.json';

/** Where a layer is shown on maps (STAC web map links extension). */
export function mapLinks(layer: string, { stackUrl }: Pick<StacContext, 'stackUrl'>): StacLink[] {
  return [
    {
      rel: 'wms',
      href: `${stackUrl}/ows`,
      type: 'image/png',
      title: `${layer} as WMS`,
      'wms:layers': [layer],
      'wms:transparent': true,
    },
    {
      rel: 'wmts',
      href: `${stackUrl}/cache/ows/wmts/1.0.0/WMTSCapabilities.xml`,
      type: 'image/png',
      title: `${layer} as WMTS`,
      'wmts:layer': layer,
    },
    {
      rel: 'tilejson',
      href: `${stackUrl}/cache/tiles/${encodeURIComponent(layer)}/tilejson.json`,
      type: 'application/json',
      title: `${layer} as tiles`,
    },
  ];
}
