import type { FastifyReply, FastifyRequest } from 'fastify';
import { seenContext } from '@pvs/core/access/seen-context';
import type { CacheContext } from '../cache-context.ts';
import type { TileWords } from '../tiles/tile-request.ts';
import type { TileService } from '../tiles/tile-service.ts';
import { answeringPath, splitExtension } from './answer-path.ts';
import { sendTile } from './send-tile.ts';

type Answer = (
  wordsOf: (name: string, extension: string) => TileWords,
  file: string,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<FastifyReply>;

/** Answers a tile's path, and has it counted as GetTile of its service; see {@link answeringPath}. */
export const answeringTiles =
  (context: CacheContext, tiles: TileService): Answer =>
  (wordsOf, file, request, reply) => {
    request.operation = { service: request.operation.service, operation: 'GetTile' };
    return answeringPath(request, reply, context, async () => {
      const { name, extension } = splitExtension(file);
      const seen = seenContext(context, request.sight);
      return sendTile(wordsOf(name, extension), request, reply, seen, tiles);
    });
  };
