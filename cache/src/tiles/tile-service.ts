import { isPvsError, messageOf, sourceUnavailable } from '@pvs/core/errors';
import { drawingRulesOf } from '@pvs/core/layers/layer';
import type { DrawMetatile } from '@pvs/core/layers/metatile';
import type { CacheContext } from '../cache-context.ts';
import { HotTiles } from '../routes/hot-tiles.ts';
import { earlierPlans } from './earlier-plans.ts';
import { emptyTile } from './empty-tile.ts';
import { createMetatileDrawer } from './metatile-drawer.ts';
import { planMetatile } from './metatile-plan.ts';
import { planTile, type TilePlan } from './tile-plan.ts';
import type { TileRequest } from './tile-request.ts';

export interface Tile {
  readonly body: Buffer;
  /**
   * Whether it was kept, drawn for this request, is empty without drawing, or is an earlier state of a tile that
   * cannot be drawn now.
   */
  readonly origin: 'hit' | 'miss' | 'empty' | 'stale';
  /** Of the content that is in `body`; see {@link TilePlan}. */
  readonly hash: string;
}

/** Answers tiles: plans them from the index, keeps what was drawn, draws what is missing once. */
export interface TileService {
  readonly hot: HotTiles;
  plan(request: TileRequest): TilePlan;
  /** `plan` is what {@link TileService.plan} said of the request. */
  read(request: TileRequest, plan: TilePlan): Promise<Tile>;
}

/** The catalogue may change between planning and drawing; twice in a row is already rare. */
const MAX_REPLANS = 4;
/** Earlier states that are looked for where a tile cannot be drawn. */
const MAX_EARLIER = 8;

export function createTileService(context: CacheContext, draw: DrawMetatile): TileService {
  const { stack, follower, backend, log } = context;
  const planning = { stack, index: follower.index, drawingRules: drawingRulesOf(stack) };
  const drawMetatile = createMetatileDrawer(context, planning, draw);
  const plan = (request: TileRequest) => planTile(request, request.address, planning);

  const readKept = (key: string) =>
    backend.get(key).catch((error: unknown) => {
      log.warn({ key, error: messageOf(error) }, 'Tile:Unreadable');
      return undefined;
    });

  const drawTile = async (request: TileRequest): Promise<Tile> => {
    for (let attempt = 0; attempt < MAX_REPLANS; attempt += 1) {
      const wanted = plan(request);
      if (wanted.products.length === 0) return tileOf(request, wanted, 'empty');
      try {
        const drawn = await drawMetatile(request, wanted, planMetatile(request, planning));
        const body = drawn.get(wanted.key) ?? (await readKept(wanted.key));
        if (body) return tileOf(request, wanted, 'miss', body);
      } catch (error) {
        if (!isPvsError(error, 'Conflict')) throw error;
        await follower.catchUp();
      }
    }
    throw sourceUnavailable('the catalogue changes faster than this tile is drawn: try again');
  };

  /** What the tile was before the catalogue's last changes, where that is kept. */
  const readEarlier = async (request: TileRequest): Promise<Tile | undefined> => {
    let left = MAX_EARLIER;
    for (const earlier of earlierPlans(request, planning)) {
      const kept = await readKept(earlier.key);
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
      const kept = await readKept(planned.key);
      if (kept) return tileOf(request, planned, 'hit', kept);
      try {
        return await drawTile(request);
      } catch (error) {
        const earlier = isPvsError(error, 'SourceUnavailable') && (await readEarlier(request));
        if (!earlier) throw error;
        log.warn({ key: planned.key, error: messageOf(error) }, 'Tile:Stale');
        return earlier;
      }
    },
  };
}

function tileOf(
  { format, tms }: TileRequest,
  { hash }: TilePlan,
  origin: Tile['origin'],
  kept?: Buffer,
): Tile {
  return { body: kept && kept.length > 0 ? kept : emptyTile(format.name, tms.tileSizePx), origin, hash };
}
