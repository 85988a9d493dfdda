import { isPvsError, messageOf, sourceUnavailable } from '@pvs/core/errors';
import { drawingRulesOf } from '@pvs/core/layers/layer';
import type { DrawMetatile, DrawnTile } from '@pvs/core/layers/metatile';
import type { CacheContext } from '../cache-context.ts';
import { emptyTile } from './empty-tile.ts';
import { type MetatilePlan, planMetatile, planTile, type TilePlan } from './tile-plan.ts';
import type { TileRequest } from './tile-request.ts';

export interface Tile {
  readonly body: Buffer;
  /** Whether it was kept, drawn for this request, or is empty without drawing. */
  readonly origin: 'hit' | 'miss' | 'empty';
  /** Of the content that is in `body`; see {@link TilePlan}. */
  readonly hash: string;
}

/** Answers tiles: plans them from the index, keeps what was drawn, draws what is missing once. */
export interface TileService {
  plan(request: TileRequest): TilePlan;
  /** `plan` is what {@link TileService.plan} said of the request. */
  read(request: TileRequest, plan: TilePlan): Promise<Tile>;
}

/** The catalogue may change between planning and drawing; twice in a row is already rare. */
const MAX_REPLANS = 4;

export function createTileService(context: CacheContext, draw: DrawMetatile): TileService {
  const { stack, follower, backend, log } = context;
  const drawing = new Map<string, Promise<readonly DrawnTile[]>>();
  const planning = { stack, index: follower.index, drawingRules: drawingRulesOf(stack) };
  const plan = (request: TileRequest) => planTile(request, request.address, planning);

  /** One drawing per metatile at a time; whoever asks meanwhile shares its result. */
  const drawOnce = (request: TileRequest, metatile: MetatilePlan): Promise<readonly DrawnTile[]> => {
    const key = metatile.tiles.map((tile) => tile.key).join('\n');
    const running = drawing.get(key);
    if (running) return running;
    const started = draw({
      layer: request.layer.name,
      tileMatrixSet: request.tms.id,
      format: request.format.name,
      range: metatile.range,
      products: metatile.products.map(({ identifier, revision }) => ({ identifier, revision })),
    })
      .then((tiles) => keepTiles(tiles, metatile, context))
      .finally(() => drawing.delete(key));
    drawing.set(key, started);
    return started;
  };

  const drawTile = async (request: TileRequest): Promise<Tile> => {
    for (let attempt = 0; attempt < MAX_REPLANS; attempt += 1) {
      const { products, hash } = plan(request);
      if (products.length === 0) return { body: emptyTile(request.format.name), origin: 'empty', hash };
      try {
        const tiles = await drawOnce(request, planMetatile(request, planning));
        const { column, row } = request.address;
        const tile = tiles.find((drawn) => drawn.column === column && drawn.row === row);
        if (tile) {
          const body = tile.isEmpty ? emptyTile(request.format.name) : tile.body;
          return { body, origin: 'miss', hash };
        }
      } catch (error) {
        if (!isPvsError(error, 'Conflict')) throw error;
        await follower.catchUp();
      }
    }
    throw sourceUnavailable('the catalogue changes faster than this tile is drawn: try again');
  };

  return {
    plan,
    async read(request, { products, key, hash }) {
      if (products.length === 0) return { body: emptyTile(request.format.name), origin: 'empty', hash };
      const kept = await backend.get(key).catch((error: unknown) => {
        log.warn({ key, error: messageOf(error) }, 'Tile:Unreadable');
        return undefined;
      });
      if (kept)
        return { body: kept.length === 0 ? emptyTile(request.format.name) : kept, origin: 'hit', hash };
      return drawTile(request);
    },
  };
}

async function keepTiles(
  tiles: readonly DrawnTile[],
  metatile: MetatilePlan,
  { backend, log }: CacheContext,
) {
  await Promise.all(
    metatile.tiles.map(async ({ key, address }) => {
      const tile = tiles.find(({ column, row }) => column === address.column && row === address.row);
      if (!tile) return;
      // A tile that cannot be kept can still be served.
      await backend
        .put(key, tile.isEmpty ? Buffer.alloc(0) : tile.body)
        .catch((error: unknown) => log.warn({ key, error: messageOf(error) }, 'Tile:NotKept'));
    }),
  );
  return tiles;
}
