import type { CacheRequest } from './cache-request.ts';
import { wmsGetFeatureInfo, wmsGetLegendGraphic } from './wms-forwarded.ts';
import { wmsGetCapabilities } from './wms-get-capabilities.ts';
import { wmsGetMap } from './wms-get-map.ts';
import { wmtsGetCapabilities } from './wmts-get-capabilities.ts';
import { wmtsGetFeatureInfo } from './wmts-get-feature-info.ts';
import { wmtsGetTile } from './wmts-get-tile.ts';

/** What `/cache/ows` answers: adding an operation is a file and a line here. */
export const cacheRequests: readonly CacheRequest[] = [
  wmtsGetCapabilities,
  wmtsGetTile,
  wmtsGetFeatureInfo,
  wmsGetCapabilities,
  wmsGetMap,
  wmsGetFeatureInfo,
  wmsGetLegendGraphic,
];
