import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CacheContext } from '../cache-context.ts';
import { countTile } from '../tile-metrics.ts';
import { emptyTile } from '../tiles/empty-tile.ts';
import type { TilePlan } from '../tiles/tile-plan.ts';
import { readTileRequest, type TileRequest, type TileWords } from '../tiles/tile-request.ts';
import { cacheControlOf } from './cache-control.ts';
import type { HotTile } from './hot-tiles.ts';
import { matchesEtag } from './matches-etag.ts';
import { mediaTypeOf } from '../tiles/tile-format.ts';
import type { TileService } from '../tiles/tile-service.ts';

/**
 * Answers one tile, of what `context` sees. The ETag is known before any pixel is, so that a client that has the tile
 * gets a 304 at once.
 */
export async function sendTile(
  words: TileWords,
  request: FastifyRequest,
  reply: FastifyReply,
  { stack, follower }: CacheContext,
  tiles: TileService,
) {
  const { index } = follower;
  const { version } = index;
  // What is remembered is answered to anybody.
  const rememberedUrl = request.sight.isOpen ? request.raw.url : undefined;
  const wanted = readTileRequest(words, stack, index);
  const plan = tiles.plan(wanted);
  const cacheControl = cacheControlOf(wanted.layer.collection, stack);
  reply.header('cache-control', cacheControl);
  if (matchesEtag(request.headers['if-none-match'], plan.hash)) {
    const known = { version, cacheControl, operation: request.operation };
    noteUnread(rememberedUrl, wanted, plan, known, tiles);
    countTile('revalidated');
    return reply.header('etag', `"${plan.hash}"`).status(304).send();
  }
  const { body, hash, origin } = await tiles.read(wanted, plan);
  countTile(origin);
  const mediaType = mediaTypeOf(wanted.format, body);
  // RFC 9111 §4.2.4 allows it; the Warning of RFC 7234 §5.5.2 says so to those who look.
  if (origin === 'stale')
    reply.headers({ warning: '111 - "Revalidation Failed"', 'cache-control': 'no-store' });
  // Only what was planned from the catalogue as it was when it was read.
  if (origin !== 'stale' && hash === plan.hash) {
    const empty = origin === 'empty' ? body : undefined;
    const { operation } = request;
    const known = { version, cacheControl, operation, key: plan.key, etag: hash, mediaType, empty };
    tiles.hot.note(rememberedUrl, known);
  }
  return reply.header('etag', `"${hash}"`).header('x-tile-origin', origin).type(mediaType).send(body);
}

/**
 * After a start, browsers come back with what they have: their tiles are hot from then on, though nobody read them.
 * What a mixed tile is only its bytes tell.
 */
function noteUnread(
  url: string | undefined,
  { format, tms }: TileRequest,
  { key, hash, products }: TilePlan,
  known: Pick<HotTile, 'version' | 'cacheControl' | 'operation'>,
  { hot }: TileService,
): void {
  if (format.name === 'mixed') return;
  const empty = products.length === 0 ? emptyTile(format.name, tms.tileSizePx) : undefined;
  hot.note(url, { ...known, key, etag: hash, mediaType: format.mediaType, empty });
}
