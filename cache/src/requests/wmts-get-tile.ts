import { invalidInput } from '@pvs/core/errors';
import type { Kvp } from '@pvs/core/ows/kvp';
import { sendTile } from '../routes/send-tile.ts';
import type { CacheRequest } from './cache-request.ts';

/** OGC 07-057r7 §7.2 */
export const wmtsGetTile: CacheRequest = {
  service: 'WMTS',
  request: 'GetTile',
  async answer({ kvp, request, reply, context, tiles }) {
    const words = {
      layer: required(kvp, 'layer'),
      style: kvp.get('style') ?? '',
      tileMatrixSet: required(kvp, 'tilematrixset'),
      tileMatrix: required(kvp, 'tilematrix'),
      column: required(kvp, 'tilecol'),
      row: required(kvp, 'tilerow'),
      format: kvp.get('format') ?? context.stack.cache.format,
      time: kvp.get('time') ?? '',
    };
    return sendTile(words, request, reply, context, tiles);
  },
};

function required(kvp: Kvp, locator: string): string {
  const value = kvp.get(locator);
  if (value !== undefined) return value;
  throw invalidInput(`parameter '${locator}' is missing`, {
    code: 'MissingParameterValue',
    detail: { locator },
  });
}
