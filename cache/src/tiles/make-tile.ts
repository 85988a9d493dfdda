import { isPvsError, sourceUnavailable } from '@pvs/core/errors';
import type { DrawMetatile } from '@pvs/core/layers/metatile';
import type { CacheContext } from '../cache-context.ts';
import { drawingAll } from './composed-tiles.ts';
import { createDrawLeases } from './draw-lease.ts';
import { createMadeOnce } from './made-once.ts';
import { createMetatileDrawer } from './metatile-drawer.ts';
import { planMetatile } from './metatile-plan.ts';
import { type Tile, tileOf } from './tile.ts';
import { createTileComposer } from './tile-composer.ts';
import { type PlanningContext, planningContext, planTile, type TilePlan } from './tile-plan.ts';
import type { TileRequest } from './tile-request.ts';

interface MakingContext extends CacheContext {
  readonly planning: PlanningContext;
  readonly draw: DrawMetatile;
}

/** The catalogue may change between planning and drawing; twice in a row is already rare. */
const MAX_REPLANS = 4;

/** Makes tiles that are not kept: composes those that are to be where that takes little, draws the rest. */
export function createTileMaker(context: MakingContext) {
  const { stack, follower, backend, redis, log, planning } = context;
  /** As if nothing were to be composed: such tiles have another key. */
  const drawing = stack.cache.compose ? planningContext(drawingAll(stack), follower.index) : planning;
  const madeOnce = createMadeOnce(createDrawLeases(redis, log), stack.cache.drawTimeS * 1000);
  const drawMetatile = createMetatileDrawer({ ...context, madeOnce }, drawing);

  const drawTile = async (request: TileRequest, rules: PlanningContext): Promise<Tile> => {
    for (let attempt = 0; attempt < MAX_REPLANS; attempt += 1) {
      const wanted = planTile(request, request.address, drawing);
      if (wanted.products.length === 0) return tileOf(request, wanted, 'empty');
      try {
        const drawn = await drawMetatile(request, wanted, planMetatile(request, wanted, rules));
        const body = drawn.get(wanted.key) ?? (await backend.get(wanted.key));
        if (body) return tileOf(request, wanted, 'miss', body);
      } catch (error) {
        if (!isPvsError(error, 'Conflict')) throw error;
        await follower.catchUp();
      }
    }
    throw sourceUnavailable('the catalogue changes faster than this tile is drawn: try again');
  };

  const compose = createTileComposer({
    plan: (request) => planTile(request, request.address, planning),
    readKept: (key) => backend.get(key),
    keep: (key, body) => backend.put(key, body),
    once: (key, make) => madeOnce(key, () => backend.get(key), make),
    draw: (request) => drawTile(request, planning),
  });

  return async (request: TileRequest, planned: TilePlan): Promise<Tile> => {
    if (!planned.isComposed) return drawTile(request, planning);
    const composed = await compose(request, planned);
    if (composed) return tileOf(request, planned, 'miss', composed);
    const drawn = planTile(request, request.address, drawing);
    const kept = await backend.get(drawn.key);
    return kept ? tileOf(request, drawn, 'hit', kept) : drawTile(request, drawing);
  };
}
