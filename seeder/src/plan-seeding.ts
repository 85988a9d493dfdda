import type { FootprintIndex } from '@pvs/core/catalogue/footprint-index';
import type { ProductRef } from '@pvs/core/catalogue/product-ref';
import type { StackConfig } from '@pvs/core/config/stack';
import { limitExceeded } from '@pvs/core/errors';
import { type Box, intersectBoxes } from '@pvs/core/geometry/box';
import { projectBox } from '@pvs/core/geometry/project-box';
import { type TileMatrixSet, type TileRange, tilesIn } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import type { SeedRequest } from './seed-message.ts';

/** A tile to ask the cache for. */
export interface SeedTile {
  readonly layer: string;
  readonly tileMatrixSet: string;
  readonly zoom: number;
  readonly column: number;
  readonly row: number;
}

const WORLD: Box = { crs: 'EPSG:4326', minX: -180, minY: -90, maxX: 180, maxY: 90 };

/** What one message may ask for: some hours of drawing, some hundred megabytes of plan. */
export const MAX_TILES = 2_000_000;

/**
 * The tiles on which the products of the interval lie, each once, low zooms last: those are composed of more
 * products, whose blocks are in memory by then.
 * @throws LimitExceeded `TooManyTiles`
 */
export function planSeeding(request: SeedRequest, stack: StackConfig, index: FootprintIndex): SeedTile[] {
  const tiles: SeedTile[] = [];
  for (const layer of request.collections) {
    const products = index.select(layer, [request.box ?? WORLD], [request.interval]);
    for (const link of stack.tileMatrixSets) {
      const { tms } = link;
      const boxes = boxesIn(tms, products, request.box);
      const from = Math.max(request.minZoom, link.minZoom);
      for (let zoom = Math.min(request.maxZoom, link.maxZoom); zoom >= from; zoom -= 1) {
        const ranges = boxes.map((box) => tilesIn(tms, zoom, box)).filter((range) => range !== undefined);
        checkCount(tiles.length + ranges.reduce((sum, range) => sum + countOf(range), 0), request);
        for (const [column, row] of tilesOf(ranges)) {
          tiles.push({ layer, tileMatrixSet: tms.id, zoom, column, row });
        }
      }
    }
  }
  return tiles;
}

function checkCount(count: number, { intervalText, maxZoom }: SeedRequest): void {
  if (count <= MAX_TILES) return;
  throw limitExceeded(
    `'${intervalText}' covers more tiles down to zoom ${maxZoom} than the ${MAX_TILES} allowed: narrow it down with bbox, collection or maxZoom`,
    { code: 'TooManyTiles' },
  );
}

/** What the products cover of the limit, in the set's CRS. */
function boxesIn(tms: TileMatrixSet, products: readonly ProductRef[], limit: Box = WORLD): Box[] {
  return products
    .flatMap((product) => product.boxes)
    .map((box) => intersectBoxes(box, limit))
    .map((box) => box && projectBox(box, tms.crs))
    .filter((box) => box !== undefined);
}

const countOf = ({ minColumn, maxColumn, minRow, maxRow }: TileRange) =>
  (maxColumn - minColumn + 1) * (maxRow - minRow + 1);

/** The tiles of all ranges of one zoom, each once. */
function tilesOf(ranges: readonly TileRange[]) {
  const found = new Map<string, readonly [column: number, row: number]>();
  for (const { minColumn, maxColumn, minRow, maxRow } of ranges) {
    for (let row = minRow; row <= maxRow; row += 1) {
      for (let column = minColumn; column <= maxColumn; column += 1) {
        found.set(`${column} ${row}`, [column, row]);
      }
    }
  }
  return found.values();
}
