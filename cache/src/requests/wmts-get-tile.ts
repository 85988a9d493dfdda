import { sendTile } from '../routes/send-tile.ts';
import type { CacheRequest } from './cache-request.ts';
import { tileWordsOf } from './wmts-tile-words.ts';

/** OGC 07-057r7 §7.2 */
export const wmtsGetTile: CacheRequest = {
  service: 'WMTS',
  request: 'GetTile',
  async answer({ kvp, request, reply, context, tiles }) {
    return sendTile(tileWordsOf(kvp, context.stack.cache.format), request, reply, context, tiles);
  },
};
