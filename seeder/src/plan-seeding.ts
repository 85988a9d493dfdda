import type { CatalogueIndex } from '@pvs/core/catalogue/catalogue-index';
import type { StackConfig } from '@pvs/core/config/stack';
import { limitExceeded } from '@pvs/core/errors';
import { requireLayer } from '@pvs/core/layers/layer';
import { shownTiles } from '@pvs/core/layers/shown-tiles';
import type { TileCover } from '@pvs/core/tile-matrix-set/tile-cover';
import type { SeedRequest } from '@pvs/core/seeding/seed-message';

/** One zoom of a layer in a tile matrix set. */
export interface SeedPart {
  readonly layer: string;
  readonly tileMatrixSet: string;
  readonly cover: TileCover;
}

export interface SeedPlan {
  readonly parts: readonly SeedPart[];
  /** Tiles of all parts. */
  readonly count: number;
}

/** What one message may ask for: days of drawing. Who wants more cuts it into pieces that end. */
export const MAX_TILES = 100_000_000;

/**
 * The tiles on which the products of the interval lie, each once, low zooms last: those show more products, whose
 * blocks are in memory by then.
 * @throws LimitExceeded `TooManyTiles`
 */
export function planSeeding(request: SeedRequest, stack: StackConfig, index: CatalogueIndex): SeedPlan {
  const parts = request.layers.flatMap((layer) => partsOf(layer, request, stack, index));
  const count = parts.reduce((sum, { cover }) => sum + cover.count, 0);
  if (count <= MAX_TILES) return { parts, count };
  throw limitExceeded(
    `'${request.intervalText}' covers ${count} tiles down to zoom ${request.maxZoom}, allowed are ${MAX_TILES}: narrow it down with bbox, geometry, collection or maxZoom`,
    { code: 'TooManyTiles' },
  );
}

function partsOf(name: string, request: SeedRequest, stack: StackConfig, index: CatalogueIndex): SeedPart[] {
  const layer = requireLayer(name, stack, index);
  const wanted = { ...request, time: [request.interval] };
  return stack.tileMatrixSets
    .filter(({ id }) => request.tileMatrixSets?.includes(id) ?? true)
    .flatMap((link) =>
      shownTiles(layer, link, wanted, index).map((cover) => ({
        layer: name,
        tileMatrixSet: link.id,
        cover,
      })),
    );
}
