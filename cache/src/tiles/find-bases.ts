import type { ProductRef } from '@pvs/core/catalogue/product-ref';
import { isLaidOver } from '@pvs/core/layers/is-laid-over';
import { shownAt } from '@pvs/core/layers/shown-at';
import { matrixAt } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import type { MetatilePlan } from './metatile-plan.ts';
import { isLossless, losslessOf } from './tile-format.ts';
import { type PlanningContext, planOf, type TilePlan } from './tile-plan.ts';
import type { TileRequest } from './tile-request.ts';

/** A metatile of which only what was added since is drawn. */
export interface DrawingPlan extends MetatilePlan {
  /** How many of the products, from the topmost, are not in the bases. */
  readonly added: number;
  /** Kept tiles without the added products, by the key of the tile that they become; empty for an empty tile. */
  readonly bases: ReadonlyMap<string, Buffer>;
}

/** Products that may have come since a tile was kept: each is one more look. */
const MAX_ADDED = 3;

type ReadKept = (key: string) => Promise<Buffer | undefined>;

/**
 * Looks for what is kept of a metatile: tiles that lack no more than the topmost few products of the wanted one, under
 * the keys that they have without these. Where one was replaced or removed below, no such key exists and all is drawn.
 * Nothing is looked for beyond the wanted tile where that was never drawn.
 */
export async function findBases(
  request: TileRequest,
  wanted: TilePlan,
  metatile: MetatilePlan,
  planning: PlanningContext,
  readKept: ReadKept,
): Promise<DrawingPlan> {
  const whole: DrawingPlan = { ...metatile, added: 0, bases: new Map() };
  const { tms, layer, address } = request;
  const shows = shownAt(layer, tms.crs, matrixAt(tms, address.zoom).resolution);
  if (wanted.isCut || !isLaidOver(shows)) return whole;
  const readBase = baseReader(request, planning, readKept);
  const lacking = await lackingOf(request, wanted, readBase);
  if (lacking === undefined) return whole;
  // All that lies as high: another tile of the metatile may show a product in between.
  const lowest = wanted.products[lacking - 1]?.revision;
  const added = metatile.products.findIndex(({ revision }) => revision === lowest) + 1;
  const above = new Set(metatile.products.slice(0, added).map(({ revision }) => revision));
  const found = await Promise.all(
    metatile.tiles.map(async (tile) => {
      if (tile.key !== wanted.key && (await readKept(tile.key))) return undefined;
      const below = tile.products.filter(({ revision }) => !above.has(revision));
      return { tile, base: await readBase(tile, below) };
    }),
  );
  const missing = found.filter((one) => one !== undefined);
  const revisions = new Set(missing.flatMap(({ tile }) => tile.products.map(({ revision }) => revision)));
  const kept = ({ revision }: ProductRef) => revisions.has(revision);
  return {
    ...metatile,
    tiles: missing.map(({ tile }) => tile),
    products: metatile.products.filter(kept),
    added: metatile.products.slice(0, added).filter(kept).length,
    bases: new Map(missing.flatMap(({ tile, base }) => (base ? [[tile.key, base]] : []))),
  };
}

type ReadBase = (tile: TilePlan, below: readonly ProductRef[]) => Promise<Buffer | undefined>;

/** What a tile shows without what lies above, where that is kept without loss. */
function baseReader(request: TileRequest, planning: PlanningContext, readKept: ReadKept): ReadBase {
  const format = losslessOf(request.format);
  return async ({ address }, below) => {
    if (below.length === 0) return Buffer.alloc(0);
    const body = await readKept(planOf({ ...request, format }, address, below, planning).key);
    return body && isLossless(format, body) ? body : undefined;
  };
}

/** How many products the wanted tile has more than a kept one, undefined where none is kept. */
async function lackingOf(
  request: TileRequest,
  wanted: TilePlan,
  readBase: ReadBase,
): Promise<number | undefined> {
  // The tile itself is what was not found, unless it is kept in another format.
  const first = losslessOf(request.format) === request.format ? 1 : 0;
  const last = Math.min(MAX_ADDED, wanted.products.length - 1);
  const looks = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  const bases = await Promise.all(looks.map((lacking) => readBase(wanted, wanted.products.slice(lacking))));
  const found = bases.findIndex((base) => base !== undefined);
  return looks[found];
}
