import type { FastifyInstance, FastifyReply } from 'fastify';
import { seenContext } from '@pvs/core/access/seen-context';
import { isPvsError } from '@pvs/core/errors';
import { FILL_PATH, type FillAnswer, type FillOutcome, readFillRequest } from '@pvs/core/layers/fill-request';
import { STATUS_OF } from '@pvs/core/ows/ows-exception';
import type { CacheContext } from '../cache-context.ts';
import { countTile } from '../tile-metrics.ts';
import { readTileRequest, type TileWords } from '../tiles/tile-request.ts';
import type { TileService } from '../tiles/tile-service.ts';

/** A request is answered after this long with what is done by then: nobody waits for a minute without a sign. */
const TURN_MS = 5000;

/** Has many tiles kept with one request: to ask for each costs more than to find that it is there. */
export function fillRoutes(app: FastifyInstance, context: CacheContext, tiles: TileService): void {
  app.post(FILL_PATH, async (request, reply): Promise<FillAnswer> => {
    reply.header('cache-control', 'no-store');
    const { layer, tileMatrixSet, zoom, format, time, tiles: wanted } = readFillRequest(request.body);
    const seen = seenContext(context, request.sight);
    const words = { layer, style: '', tileMatrixSet, tileMatrix: String(zoom), format, time };
    const until = performance.now() + TURN_MS;
    const outcomes: FillOutcome[] = [];
    for (const [column, row] of wanted) {
      outcomes.push(await fillTile({ ...words, column: String(column), row: String(row) }, seen, tiles));
      if (performance.now() > until || isGone(reply)) break;
    }
    return { outcomes };
  });
}

const isGone = ({ raw }: FastifyReply) => raw.destroyed;

async function fillTile(
  words: TileWords,
  { stack, follower }: CacheContext,
  tiles: TileService,
): Promise<FillOutcome> {
  try {
    const wanted = readTileRequest(words, stack, follower.index);
    const { origin } = await tiles.read(wanted, tiles.plan(wanted));
    countTile(origin);
    return origin === 'stale' ? 'failed' : origin;
  } catch (error) {
    if (isPvsError(error) && STATUS_OF[error.kind] < 500) return 'failed';
    throw error;
  }
}
