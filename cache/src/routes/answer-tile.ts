import type { FastifyReply, FastifyRequest } from 'fastify';
import { isPvsError, notFound } from '@pvs/core/errors';
import { logFailure } from '@pvs/core/http/log-failure';
import { owsException } from '@pvs/core/ows/ows-exception';
import type { CacheContext } from '../cache-context.ts';
import type { TileWords } from '../tiles/tile-request.ts';
import type { TileService } from '../tiles/tile-service.ts';
import { sendTile } from './send-tile.ts';

type Answer = (
  wordsOf: (name: string, extension: string) => TileWords,
  file: string,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<FastifyReply>;

/** Whatever is wrong with the path, there is no such tile: 404 with the reason. */
export const answeringTiles =
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
