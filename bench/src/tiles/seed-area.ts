import type { Box } from '@pvs/core/geometry/box';
import { findTileMatrixSet } from '@pvs/core/tile-matrix-set/registry';
import { rangeBox, tilesIn, type TileRange } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import { projectBox } from '@pvs/core/geometry/project-box';
import { toLonLat } from '@pvs/core/crs/crs';
import type { BenchScene } from '../wms/bench-scene.ts';

/** What both sides seed: whole tiles of Web Mercator. */
export interface SeedArea {
  /** In EPSG:3857, on the edges of tiles of the first zoom. */
  readonly box: Box;
  /** The same in longitude and latitude, a little smaller: no tile beside it is touched. */
  readonly lonLat: Box;
  readonly minZoom: number;
  readonly maxZoom: number;
  readonly processes: number;
  readonly ranges: readonly TileRange[];
}

const tms = findTileMatrixSet('WebMercatorQuad')!;
/** Degrees: a millionth of a tile would do. */
const INSIDE = 1e-6;

/** The tiles of some zooms around the middle of a scene: those of the first zoom lie in it as a whole. */
export function seedAreaOf(
  { coverage }: BenchScene,
  minZoom: number,
  maxZoom: number,
  processes: number,
): SeedArea {
  const { crs, transform, widthPx, heightPx } = coverage.grid;
  const [x, dx, , y, , dy] = transform;
  const at = toLonLat(crs);
  const [west, south] = at(x + dx * widthPx * 0.2, y + dy * heightPx * 0.8);
  const [east, north] = at(x + dx * widthPx * 0.8, y + dy * heightPx * 0.2);
  const inner = projectBox(
    { crs: 'EPSG:4326', minX: west, minY: south, maxX: east, maxY: north },
    'EPSG:3857',
  )!;
  const range = tilesIn(tms, minZoom, inner)!;
  const box = rangeBox(tms, range);
  const toDegrees = toLonLat('EPSG:3857');
  const [minX, minY] = toDegrees(box.minX, box.minY);
  const [maxX, maxY] = toDegrees(box.maxX, box.maxY);
  const zooms = Array.from({ length: maxZoom - minZoom + 1 }, (_, i) => minZoom + i);
  return {
    box,
    lonLat: {
      crs: 'EPSG:4326',
      minX: minX + INSIDE,
      minY: minY + INSIDE,
      maxX: maxX - INSIDE,
      maxY: maxY - INSIDE,
    },
    minZoom,
    maxZoom,
    processes,
    ranges: zooms.map((zoom) => tilesIn(tms, zoom, box)!),
  };
}

export const tileCount = ({ ranges }: SeedArea) =>
  ranges.reduce(
    (sum, { minColumn, maxColumn, minRow, maxRow }) =>
      sum + (maxColumn - minColumn + 1) * (maxRow - minRow + 1),
    0,
  );
