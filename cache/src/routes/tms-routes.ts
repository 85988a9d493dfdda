import type { FastifyInstance } from 'fastify';
import { seenContext } from '@pvs/core/access/seen-context';
import { findLinkedSet, type LinkedSet } from '@pvs/core/config/tile-matrix-set-link';
import { notFound } from '@pvs/core/errors';
import { publicUrl } from '@pvs/core/http/public-url';
import { requestKvp } from '@pvs/core/http/request-kvp';
import { requireLayer } from '@pvs/core/layers/layer';
import type { CacheContext } from '../cache-context.ts';
import type { TileService } from '../tiles/tile-service.ts';
import { flipRow, tileMap, tileMapName, tileMapService } from '../tms/tile-map.ts';
import { answeringTiles } from './answer-tile.ts';

interface TmsPath {
  readonly map: string;
  readonly z: string;
  readonly x: string;
  readonly file: string;
}

/** Tile Map Service 1.0.0 (OSGeo): the same tiles, with rows that count up from the bottom. */
export function tmsRoutes(app: FastifyInstance, context: CacheContext, tiles: TileService): void {
  const { stack, env } = context;
  const answer = answeringTiles(context, tiles);

  app.get('/cache/tms/1.0.0', async (request, reply) => {
    const seen = seenContext(context, request.sight);
    return reply
      .header('cache-control', 'no-cache')
      .type('text/xml; charset=utf-8')
      .send(tileMapService(seen.stack, seen.follower.index, publicUrl(request, env.PVS_PUBLIC_URL)));
  });

  app.get<{ Params: { map: string } }>('/cache/tms/1.0.0/:map', async (request, reply) => {
    const { stack, follower } = seenContext(context, request.sight);
    const { layer, link } = splitName(request.params.map, stack.tileMatrixSets);
    const found = requireLayer(layer, stack, follower.index);
    const url = publicUrl(request, env.PVS_PUBLIC_URL);
    return reply
      .header('cache-control', 'no-cache')
      .type('text/xml; charset=utf-8')
      .send(tileMap(found, link, stack, follower.index, url));
  });

  app.get<{ Params: TmsPath }>('/cache/tms/1.0.0/:map/:z/:x/:file', async (request, reply) => {
    const { map, z, x, file } = request.params;
    const time = requestKvp(request).get('time') ?? '';
    return answer(
      (row, format) => {
        const { layer, link } = splitName(map, stack.tileMatrixSets);
        const address = { tileMatrixSet: link.id, tileMatrix: z, column: x, row: flipRow(row, z, link) };
        return { layer, style: '', time, ...address, format };
      },
      file,
      request,
      reply,
    );
  });
}

/** `layer@set`; the last `@` divides, since identifiers of products may hold one. */
function splitName(map: string, links: readonly LinkedSet[]) {
  const at = map.lastIndexOf('@');
  const link = at > 0 ? findLinkedSet(map.slice(at + 1), links) : undefined;
  if (link) return { layer: map.slice(0, at), link };
  const allowed = links.map(({ id }) => tileMapName('{layer}', id)).join(', ');
  throw notFound(`there is no tile map '${map}': allowed are ${allowed}`, { code: 'UnknownTileMatrixSet' });
}
