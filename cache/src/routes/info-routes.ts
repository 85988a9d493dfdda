import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { seenContext } from '@pvs/core/access/seen-context';
import { publicUrl } from '@pvs/core/http/public-url';
import type { CacheContext } from '../cache-context.ts';
import type { Renderer } from '../renderer.ts';
import { readTileInfo } from '../wmts/tile-info.ts';
import { answeringPath, splitExtension } from './answer-path.ts';

interface InfoPath {
  readonly layer: string;
  readonly style: string;
  readonly time?: string;
  readonly set: string;
  readonly matrix: string;
  readonly row: string;
  readonly column: string;
  readonly j: string;
  readonly file: string;
}

/** What lies under a pixel of a tile: WMTS REST's FeatureInfo (OGC 07-057r7 §10.2.3), `…/{J}/{I}.json` behind a tile. */
export function infoRoutes(app: FastifyInstance, context: CacheContext, renderer: Renderer): void {
  const answer = (request: FastifyRequest<{ Params: InfoPath }>, reply: FastifyReply) =>
    answeringPath(request, reply, context, async () => {
      const { set, matrix, file, time = '', ...path } = request.params;
      const { name: i, extension: infoFormat } = splitExtension(file);
      const format = context.stack.cache.format;
      const words = { ...path, time, tileMatrixSet: set, tileMatrix: matrix, format, i, infoFormat };
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const url = publicUrl(request, context.env.PVS_PUBLIC_URL);
      const seen = seenContext(context, request.sight);
      const asked = { publicUrl: url, sight: request.sight, signal: gone.signal };
      const { mediaType, body } = await readTileInfo(words, seen, renderer, asked);
      return reply.header('cache-control', 'no-cache').type(mediaType).send(body);
    });
  app.get('/cache/ows/wmts/1.0.0/:layer/:style/:time/:set/:matrix/:row/:column/:j/:file', answer);
  app.get('/cache/ows/wmts/1.0.0/:layer/:style/:set/:matrix/:row/:column/:j/:file', answer);
}
