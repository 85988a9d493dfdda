import { averageTiles } from './average-tiles.ts';
import { tilesBelow } from './composed-tiles.ts';
import type { TilePlan } from './tile-plan.ts';
import type { TileRequest } from './tile-request.ts';

/** What composing works with. */
export interface ComposingContext {
  plan(request: TileRequest): TilePlan;
  /** An empty buffer stands for the empty tile. */
  readKept(key: string): Promise<Buffer | undefined>;
  keep(key: string, body: Buffer): Promise<void>;
  /** One process at a time makes what is to be kept under a key; the others get that. */
  once(key: string, make: () => Promise<Buffer | undefined>): Promise<Buffer | undefined>;
  /** Draws a tile and its metatile; the hash is that of what was drawn. */
  draw(request: TileRequest): Promise<{ readonly hash: string }>;
}

/** Tiles that are drawn to compose one, and tiles that are composed on the way. A product's own way up is short. */
const MAX_DRAWN = 64;
const MAX_COMPOSED = 48;

interface Node {
  readonly request: TileRequest;
  readonly plan: TilePlan;
}

/**
 * Composes tiles of the four below them, and these first where they are missing: after a product has come that is a
 * few tiles and one of each zoom. Undefined where too much is missing, as where nobody has seeded; the tile is then to
 * be drawn, under its other key.
 */
export function createTileComposer(context: ComposingContext) {
  const composing = new Map<string, Promise<Buffer | undefined>>();

  const compose = async (wanted: Node): Promise<Buffer | undefined> => {
    const missing = await findMissing(wanted, context);
    if (!missing) return undefined;
    for (const { request, plan } of missing.drawn) {
      if (await context.readKept(plan.key)) continue;
      // The catalogue has changed meanwhile.
      if ((await context.draw(request)).hash !== plan.hash) return undefined;
    }
    let last: Buffer | undefined;
    // Those that are needed by others come later in the list.
    for (const node of missing.composed.toReversed()) {
      last = await composeOne(node, context);
      if (!last) return undefined;
    }
    return last;
  };

  return (request: TileRequest, plan: TilePlan): Promise<Buffer | undefined> => {
    const running = composing.get(plan.key);
    if (running) return running;
    const started = compose({ request, plan }).finally(() => composing.delete(plan.key));
    composing.set(plan.key, started);
    return started;
  };
}

interface Missing {
  readonly composed: readonly Node[];
  readonly drawn: readonly Node[];
}

/** Goes down zoom by zoom as long as tiles are missing that are composed themselves. */
async function findMissing(wanted: Node, context: ComposingContext): Promise<Missing | undefined> {
  const composed: Node[] = [wanted];
  const drawn: Node[] = [];
  for (const node of composed) {
    const below = shownBelow(node, context);
    const kept = await Promise.all(below.map(({ plan }) => context.readKept(plan.key)));
    for (const [i, child] of below.entries()) {
      if (kept[i]) continue;
      (child.plan.isComposed ? composed : drawn).push(child);
    }
    if (composed.length > MAX_COMPOSED || drawn.length > MAX_DRAWN) return undefined;
  }
  return { composed, drawn };
}

const shownBelow = ({ request }: Node, context: ComposingContext): Node[] =>
  tilesBelow(request, request.address)
    .map(({ address }) => ({ ...request, address }))
    .map((child) => ({ request: child, plan: context.plan(child) }))
    .filter(({ plan }) => plan.products.length > 0);

const composeOne = (node: Node, context: ComposingContext): Promise<Buffer | undefined> =>
  context.once(node.plan.key, () => averageBelow(node, context));

async function averageBelow({ request, plan }: Node, context: ComposingContext): Promise<Buffer | undefined> {
  const quarters = await Promise.all(
    tilesBelow(request, request.address).map(async ({ address, ...place }) => {
      const below = context.plan({ ...request, address });
      const body = below.products.length === 0 ? Buffer.alloc(0) : await context.readKept(below.key);
      return body && { ...place, body };
    }),
  );
  const found = quarters.filter((quarter) => quarter !== undefined);
  if (found.length < quarters.length) return undefined;
  const body = await averageTiles(found, request.tms.tileSizePx, request.format);
  await context.keep(plan.key, body);
  return body;
}
