import { isPvsError, messageOf } from '@pvs/core/errors';
import type { DrawMetatile } from '@pvs/core/layers/metatile';
import type { CacheContext } from '../cache-context.ts';
import { HotTiles } from '../routes/hot-tiles.ts';
import { earlierPlans } from './earlier-plans.ts';
import { createTileMaker } from './make-tile.ts';
import { type Tile, tileOf } from './tile.ts';
import { planningContext, planTile, type TilePlan } from './tile-plan.ts';
import type { TileRequest } from './tile-request.ts';

/** Answers tiles: plans them from the index, keeps what was drawn, draws what is missing once. */
export interface TileService {
  readonly hot: HotTiles;
  plan(request: TileRequest): TilePlan;
  /** `plan` is what {@link TileService.plan} said of the request. */
  read(request: TileRequest, plan: TilePlan): Promise<Tile>;
}

/** Earlier states that are looked for where a tile cannot be drawn. */
const MAX_EARLIER = 8;

export function createTileService(context: CacheContext, draw: DrawMetatile): TileService {
  const { stack, follower, backend, log } = context;
  const planning = planningContext(stack, follower.index);
  const plan = (request: TileRequest) => planTile(request, request.address, planning);

  const makeTile = createTileMaker({ ...context, planning, draw });

  /** What the tile was before the catalogue's last changes, where that is kept. */
  const readEarlier = async (request: TileRequest): Promise<Tile | undefined> => {
    let left = MAX_EARLIER;
    for (const earlier of earlierPlans(request, planning)) {
      const kept = await backend.get(earlier.key);
      if (kept) return tileOf(request, earlier, 'stale', kept);
      left -= 1;
      if (left === 0) return undefined;
    }
    return undefined;
  };

  return {
    plan,
    hot: new HotTiles(follower.index, backend),
    async read(request, planned) {
      if (planned.products.length === 0) return tileOf(request, planned, 'empty');
      const kept = await backend.get(planned.key);
      if (kept) return tileOf(request, planned, 'hit', kept);
      try {
        return await makeTile(request, planned);
      } catch (error) {
        const earlier = isPvsError(error, 'SourceUnavailable') && (await readEarlier(request));
        if (!earlier) throw error;
        log.warn({ key: planned.key, error: messageOf(error) }, 'Tile:Stale');
        return earlier;
      }
    },
  };
}
