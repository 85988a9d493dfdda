import type { CacheRequest } from './cache-request.ts';
import { sendForwarded } from './send-forwarded.ts';

/** What is asked about a map, the renderer knows. */
export const wmsGetFeatureInfo: CacheRequest = {
  service: 'WMS',
  request: 'GetFeatureInfo',
  aliases: ['feature_info'],
  answer: sendForwarded,
};

export const wmsGetLegendGraphic: CacheRequest = {
  service: 'WMS',
  request: 'GetLegendGraphic',
  answer: sendForwarded,
};
