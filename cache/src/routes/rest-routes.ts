import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isPvsError, notFound } from '@pvs/core/errors';
import { logFailure } from '@pvs/core/http/log-failure';
import { publicUrl } from '@pvs/core/http/public-url';
import { requestKvp } from '@pvs/core/http/request-kvp';
import { owsException } from '@pvs/core/ows/ows-exception';
import type { CacheContext } from '../cache-context.ts';
import type { TileWords } from '../tiles/tile-request.ts';
import type { TileService } from '../tiles/tile-service.ts';
import { wmtsCapabilities } from '../wmts/capabilities.ts';
import { sendTile } from './send-tile.ts';
import { tileJson } from './tile-json.ts';

/** WMTS REST (OGC 07-057r7 §10), XYZ and TileJSON. */
export function restRoutes(app: FastifyInstance, context: CacheContext, tiles: TileService): void {
  const { stack, follower, env } = context;
  const answer = answering(context, tiles);

  app.get('/cache/ows/wmts/1.0.0/WMTSCapabilities.xml', async (request, reply) => {
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
    const time = requestKvp(request).get('time') ?? '';
    const words = { layer, style: '', time, tileMatrixSet: set, tileMatrix: z, column: x };
    return answer((name, format) => ({ ...words, row: name, format }), file, request, reply);
  });

  app.get<{ Params: { layer: string } }>('/cache/tiles/:layer/tilejson.json', async (request, reply) => {
    const kvp = requestKvp(request);
    return reply
      .header('cache-control', 'no-cache')
      .send(
        tileJson(request.params.layer, kvp, stack, follower.index, publicUrl(request, env.PVS_PUBLIC_URL)),
      );
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

type Answer = (
  wordsOf: (name: string, extension: string) => TileWords,
  file: string,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<FastifyReply>;

/** Whatever is wrong with the path, there is no such tile: 404 with the reason. */
const answering =
  (context: CacheContext, tiles: TileService): Answer =>
  async (wordsOf, file, request, reply) => {
    try {
      const { name, extension } = splitExtension(file);
      const words = wordsOf(name, extension);
      return await sendTile(words, request, reply, context, tiles);
    } catch (error) {
      const { mediaType, body, status, headers } = owsException(error, new Map([['service', 'WMTS']]));
      if (status === 500) throw error;
      logFailure(context.log, request.url, error);
      const isWrongPath = isPvsError(error, 'InvalidInput') || isPvsError(error, 'NotFound');
      return reply
        .status(isWrongPath ? 404 : (status ?? 500))
        .headers(headers ?? {})
        .type(mediaType)
        .send(body);
    }
  };

function splitExtension(file: string): { name: string; extension: string } {
  const dot = file.lastIndexOf('.');
  if (dot > 0) return { name: file.slice(0, dot), extension: file.slice(dot + 1) };
  throw notFound(`'${file}' has no extension: expected one such as .png`, {
    code: 'InvalidParameterValue',
    detail: { locator: 'format' },
  });
}
