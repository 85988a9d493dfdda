import { readTileInfo } from '../wmts/tile-info.ts';
import type { CacheRequest } from './cache-request.ts';
import { required, tileWordsOf } from './wmts-tile-words.ts';

/** OGC 07-057r7 §7.3 */
export const wmtsGetFeatureInfo: CacheRequest = {
  service: 'WMTS',
  request: 'GetFeatureInfo',
  async answer({ kvp, request: { sight }, reply, context, renderer, publicUrl }) {
    const words = {
      ...tileWordsOf(kvp, context.stack.cache.format),
      i: required(kvp, 'i'),
      j: required(kvp, 'j'),
      infoFormat: kvp.get('infoformat') ?? 'application/json',
    };
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const { mediaType, body } = await readTileInfo(words, context, renderer, {
      publicUrl,
      sight,
      signal: gone.signal,
    });
    return reply.header('cache-control', 'no-cache').type(mediaType).send(body);
  },
};
