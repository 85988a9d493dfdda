import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { seenContext } from '@pvs/core/access/seen-context';
import { publicUrl } from '@pvs/core/http/public-url';
import { requestKvp } from '@pvs/core/http/request-kvp';
import { requireLayer } from '@pvs/core/layers/layer';
import type { CacheContext } from '../cache-context.ts';
import type { TileService } from '../tiles/tile-service.ts';
import { wmtsCapabilities } from '../wmts/capabilities.ts';
import { answeringTiles } from './answer-tile.ts';
import { cacheControlOf } from './cache-control.ts';
import { tileJson } from './tile-json.ts';

/** WMTS REST (OGC 07-057r7 §10), XYZ and TileJSON. */
export function restRoutes(app: FastifyInstance, context: CacheContext, tiles: TileService): void {
  const { env } = context;
  const answer = answeringTiles(context, tiles);

  app.get('/cache/ows/wmts/1.0.0/WMTSCapabilities.xml', async (request, reply) => {
    const { stack, follower } = seenContext(context, request.sight);
    const { mediaType, body } = wmtsCapabilities(
      stack,
      follower.index,
      publicUrl(request, env.PVS_PUBLIC_URL),
    );
    return reply.header('cache-control', 'no-cache').type(mediaType).send(body);
  });

  const wmts = async (request: FastifyRequest<{ Params: WmtsPath }>, reply: FastifyReply) => {
    const { layer, style, time = '', set, matrix, row, file } = request.params;
    const words = { layer, style, time, tileMatrixSet: set, tileMatrix: matrix, row };
    return answer((name, format) => ({ ...words, column: name, format }), file, request, reply);
  };
  app.get('/cache/ows/wmts/1.0.0/:layer/:style/:time/:set/:matrix/:row/:file', wmts);
  app.get('/cache/ows/wmts/1.0.0/:layer/:style/:set/:matrix/:row/:file', wmts);

  app.get<{ Params: XyzPath }>('/cache/tiles/:layer/:set/:z/:x/:file', async (request, reply) => {
    const { layer, set, z, x, file } = request.params;
    const kvp = requestKvp(request);
    const asked = { time: kvp.get('time') ?? '', style: kvp.get('style') ?? '' };
    const words = { layer, ...asked, tileMatrixSet: set, tileMatrix: z, column: x };
    return answer((name, format) => ({ ...words, row: name, format }), file, request, reply);
  });

  app.get<{ Params: { layer: string } }>('/cache/tiles/:layer/tilejson.json', async (request, reply) => {
    const { stack, follower } = seenContext(context, request.sight);
    const layer = requireLayer(request.params.layer, stack, follower.index);
    const url = publicUrl(request, env.PVS_PUBLIC_URL);
    return reply
      .header('cache-control', cacheControlOf(layer.collection, stack))
      .send(tileJson(layer, requestKvp(request), stack, follower.index, url));
  });
}

interface WmtsPath {
  readonly layer: string;
  readonly style: string;
  readonly time?: string;
  readonly set: string;
  readonly matrix: string;
  readonly row: string;
  readonly file: string;
}

interface XyzPath {
  readonly layer: string;
  readonly set: string;
  readonly z: string;
  readonly x: string;
  readonly file: string;
}
