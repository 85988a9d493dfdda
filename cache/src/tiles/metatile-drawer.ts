import { isPvsError } from '@pvs/core/errors';
import type { DrawMetatile, DrawnTile, MetatileRequest } from '@pvs/core/layers/metatile';
import type { CacheContext } from '../cache-context.ts';
import { tileMetrics } from '../tile-metrics.ts';
import { type DrawingPlan, findBases } from './find-bases.ts';
import type { MadeOnce } from './made-once.ts';
import type { MetatilePlan } from './metatile-plan.ts';
import type { PlanningContext, TilePlan } from './tile-plan.ts';
import type { TileRequest } from './tile-request.ts';

/** Bodies by the key of their tile; an empty one for an empty tile. */
export type DrawnBodies = ReadonlyMap<string, Buffer>;

/** What drawing works with. */
export interface DrawingContext extends CacheContext {
  readonly draw: DrawMetatile;
  readonly madeOnce: MadeOnce;
}

/** Draws metatiles, each once at a time: requests of one process share the drawing, others what it leaves. */
export function createMetatileDrawer(context: DrawingContext, planning: PlanningContext) {
  const { backend, draw, madeOnce } = context;
  const drawing = new Map<string, Promise<DrawnBodies>>();

  const drawNow = async (request: TileRequest, wanted: TilePlan, metatile: MetatilePlan) => {
    const plan = await findBases(request, wanted, metatile, planning, (key) => backend.get(key));
    return keepTiles(await counted(() => draw(metatileRequest(request, plan))), plan, context);
  };

  const drawOnce = (request: TileRequest, wanted: TilePlan, metatile: MetatilePlan, name: string) =>
    madeOnce<DrawnBodies, DrawnBodies>(
      name,
      async () => {
        const kept = await backend.get(wanted.key);
        return kept && new Map([[wanted.key, kept]]);
      },
      () => drawNow(request, wanted, metatile),
    );

  /** Holds at least `wanted`, unless a request it shared the drawing with was after another tile. */
  return (request: TileRequest, wanted: TilePlan, metatile: MetatilePlan): Promise<DrawnBodies> => {
    const name = metatile.tiles.map((tile) => tile.key).join('\n');
    const running = drawing.get(name);
    if (running) return running;
    const started = drawOnce(request, wanted, metatile, name).finally(() => drawing.delete(name));
    drawing.set(name, started);
    return started;
  };
}

async function counted<Tiles>(draw: () => Promise<Tiles>): Promise<Tiles> {
  const { draws, drawing, drawSeconds } = tileMetrics;
  const time = drawSeconds.startTimer();
  drawing.inc();
  try {
    const tiles = await draw();
    draws.inc({ outcome: 'drawn' });
    return tiles;
  } catch (error) {
    draws.inc({ outcome: isPvsError(error, 'Conflict') ? 'replanned' : 'failed' });
    throw error;
  } finally {
    time();
    drawing.dec();
  }
}

function metatileRequest(
  { layer, style, tms, format }: TileRequest,
  { range, products, tiles, added, bases }: DrawingPlan,
): MetatileRequest {
  const positions = new Map(products.map(({ revision }, i) => [revision, i]));
  return {
    layer: layer.name,
    ...(style === undefined ? {} : { style }),
    tileMatrixSet: tms.id,
    format: format.name,
    range,
    products: products.map(({ identifier, revision }) => ({ identifier, revision })),
    tiles: tiles.map(({ key, address: { column, row }, products: [topmost] }) => {
      const base = bases.get(key);
      return { column, row, topmost: positions.get(topmost!.revision)!, ...(base ? { base } : {}) };
    }),
    added,
  };
}

async function keepTiles(
  tiles: readonly DrawnTile[],
  metatile: MetatilePlan,
  { backend }: CacheContext,
): Promise<DrawnBodies> {
  const bodies = new Map<string, Buffer>();
  for (const { key, address } of metatile.tiles) {
    const tile = tiles.find(({ column, row }) => column === address.column && row === address.row);
    if (tile) bodies.set(key, tile.isEmpty ? Buffer.alloc(0) : tile.body);
  }
  await Promise.all([...bodies].map(([key, body]) => backend.put(key, body)));
  return bodies;
}
