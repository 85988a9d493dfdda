import { cacheControlOf } from '../routes/cache-control.ts';
import { matchesEtag } from '../routes/matches-etag.ts';
import { requireTileFormat } from '../tiles/tile-format.ts';
import { planMap } from '../wms/assemble-map.ts';
import { readTiledMap } from '../wms/tiled-map.ts';
import type { CacheRequest } from './cache-request.ts';
import { sendForwarded } from './send-forwarded.ts';

/** A map from tiles where tiles can answer it; the renderer draws any other (OGC 06-042 §7.3). */
export const wmsGetMap: CacheRequest = {
  service: 'WMS',
  request: 'GetMap',
  aliases: ['map'],
  async answer(exchange) {
    const { kvp, request, reply, context, tiles } = exchange;
    const map = readTiledMap(kvp, context.stack, context.follower.index);
    if (!map) return sendForwarded(exchange);
    const { hash, read } = planMap(map, tiles, requireTileFormat('png'));
    const named = { 'cache-control': cacheControlOf(map.layer.collection, context.stack), etag: `"${hash}"` };
    if (matchesEtag(request.headers['if-none-match'], hash)) return reply.headers(named).status(304).send();
    const { body, isAsPlanned } = await read();
    return reply
      .headers(isAsPlanned ? named : { 'cache-control': 'no-store' })
      .type(map.format.mediaType)
      .send(body);
  },
};
