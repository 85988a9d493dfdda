import type { FootprintIndex } from '@pvs/core/catalogue/footprint-index';
import type { ProductRef } from '@pvs/core/catalogue/product-ref';
import type { StackConfig } from '@pvs/core/config/stack';
import { projector, requireCrs } from '@pvs/core/crs/crs';
import { type Box, intersectBoxes } from '@pvs/core/geometry/box';
import { findTileMatrixSet } from '@pvs/core/tile-matrix-set/registry';
import { type TileMatrixSet, tilesIn } from '@pvs/core/tile-matrix-set/tile-matrix-set';
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

/**
 * The tiles on which the products of the interval lie, each once, low zooms last: those are composed of more
 * products, whose blocks are in memory by then.
 */
export function planSeeding(request: SeedRequest, stack: StackConfig, index: FootprintIndex): SeedTile[] {
  const tiles: SeedTile[] = [];
  for (const layer of request.collections) {
    const products = index.select(layer, [request.box ?? WORLD], [request.interval]);
    for (const link of stack.tileMatrixSets) {
      const tms = findTileMatrixSet(link.id)!;
      const from = Math.max(request.minZoom, link.minZoom);
      for (let zoom = Math.min(request.maxZoom, link.maxZoom); zoom >= from; zoom -= 1) {
        for (const [column, row] of touched(tms, zoom, products, request.box)) {
          tiles.push({ layer, tileMatrixSet: tms.id, zoom, column, row });
        }
      }
    }
  }
  return tiles;
}

function touched(tms: TileMatrixSet, zoom: number, products: readonly ProductRef[], limit: Box | undefined) {
  const crs = requireCrs(tms.crs);
  const project = projector(requireCrs('EPSG:4326').proj4, crs.proj4);
  const [, south, , north] = crs.domain;
  const found = new Map<string, readonly [number, number]>();
  for (const box of products.flatMap((product) => product.boxes)) {
    const part = limit ? intersectBoxes(box, limit) : box;
    if (!part) continue;
    const [minX, minY] = project(part.minX, Math.max(part.minY, south));
    const [maxX, maxY] = project(part.maxX, Math.min(part.maxY, north));
    const range = tilesIn(tms, zoom, { crs: tms.crs, minX, minY, maxX, maxY });
    if (!range) continue;
    for (let row = range.minRow; row <= range.maxRow; row += 1) {
      for (let column = range.minColumn; column <= range.maxColumn; column += 1) {
        found.set(`${column} ${row}`, [column, row]);
      }
    }
  }
  return found.values();
}
