import type { FootprintIndex } from '@pvs/core/catalogue/footprint-index';
import type { StackConfig } from '@pvs/core/config/stack';
import { limitExceeded } from '@pvs/core/errors';
import { type Box, intersectBoxes } from '@pvs/core/geometry/box';
import { projectBox } from '@pvs/core/geometry/project-box';
import { productsOf, requireLayer } from '@pvs/core/layers/layer';
import { TileCover } from '@pvs/core/tile-matrix-set/tile-cover';
import { tilesIn } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import type { SeedRequest } from './seed-message.ts';

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

const WORLD: Box = { crs: 'EPSG:4326', minX: -180, minY: -90, maxX: 180, maxY: 90 };

/** What one message may ask for: days of drawing. Who wants more cuts it into pieces that end. */
export const MAX_TILES = 100_000_000;

/**
 * The tiles on which the products of the interval lie, each once, low zooms last: those show more products, whose
 * blocks are in memory by then.
 * @throws LimitExceeded `TooManyTiles`
 */
export function planSeeding(request: SeedRequest, stack: StackConfig, index: FootprintIndex): SeedPlan {
  const parts = request.layers.flatMap((layer) => partsOf(layer, request, stack, index));
  const count = parts.reduce((sum, { cover }) => sum + cover.count, 0);
  if (count <= MAX_TILES) return { parts, count };
  throw limitExceeded(
    `'${request.intervalText}' covers ${count} tiles down to zoom ${request.maxZoom}, allowed are ${MAX_TILES}: narrow it down with bbox, collection or maxZoom`,
    { code: 'TooManyTiles' },
  );
}

function partsOf(name: string, request: SeedRequest, stack: StackConfig, index: FootprintIndex): SeedPart[] {
  const layer = requireLayer(name, stack, index);
  const products = productsOf(layer, [request.box ?? WORLD], [request.interval], index);
  const boxes = products
    .flatMap((product) => product.boxes)
    .map((box) => intersectBoxes(box, request.box ?? WORLD))
    .filter((box) => box !== undefined);
  const parts: SeedPart[] = [];
  for (const { id, tms, ...link } of stack.tileMatrixSets) {
    if (request.tileMatrixSets && !request.tileMatrixSets.includes(id)) continue;
    const projected = boxes.map((box) => projectBox(box, tms.crs)).filter((box) => box !== undefined);
    const last = Math.max(request.minZoom, link.minZoom);
    for (let zoom = Math.min(request.maxZoom, link.maxZoom); zoom >= last; zoom -= 1) {
      const ranges = projected.map((box) => tilesIn(tms, zoom, box)).filter((range) => range !== undefined);
      if (ranges.length > 0)
        parts.push({ layer: name, tileMatrixSet: id, cover: new TileCover(zoom, ranges) });
    }
  }
  return parts;
}
