import type { LinkedSet } from '@pvs/core/config/tile-matrix-set-link';
import { type Box, heightOf, widthOf } from '@pvs/core/geometry/box';
import { matrixAt, rangeBox, tilesIn, type TileRange } from '@pvs/core/tile-matrix-set/tile-matrix-set';

/** A map as it is asked for. */
export interface MapView {
  readonly box: Box;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The tiles a map is put together from, and where on them it lies. */
export interface Assembly {
  readonly link: LinkedSet;
  readonly range: TileRange;
  /** Pixels from the upper left corner of the range's first tile. */
  readonly window: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number };
}

/** More is quicker drawn than put together. */
const MAX_TILES = 64;
/** Share of a pixel by which a window may miss the grid of its tiles and still be on it. */
const TOLERANCE_PX = 1e-3;
/** Pixels are square, or nearly: a map that stretches its axes is drawn. */
const MAX_STRETCH = 0.02;

/**
 * Which tiles make a map: of the first set in its CRS, the coarsest zoom whose pixels are not larger than the map's.
 * Undefined where there is none, or where it would take too many tiles.
 */
export function planAssembly(view: MapView, links: readonly LinkedSet[]): Assembly | undefined {
  const resolution = widthOf(view.box) / view.widthPx;
  const stretch = heightOf(view.box) / view.heightPx / resolution;
  const link = links.find(({ tms }) => tms.crs === view.box.crs);
  if (!link || Math.abs(stretch - 1) > MAX_STRETCH) return undefined;
  for (let zoom = link.minZoom; zoom <= link.maxZoom; zoom += 1) {
    if (matrixAt(link.tms, zoom).resolution > resolution * (1 + 1e-6)) continue;
    const range = tilesIn(link.tms, zoom, view.box);
    if (!range || countOf(range) > MAX_TILES) return undefined;
    return { link, range, window: windowOf(view.box, link, range) };
  }
  return undefined;
}

/** True where the map is one tile, pixel by pixel. */
export function isOneTile({ link, range, window }: Assembly, { widthPx, heightPx }: MapView): boolean {
  const size = link.tms.tileSizePx;
  const isNear = (a: number, b: number) => Math.abs(a - b) < TOLERANCE_PX;
  return (
    countOf(range) === 1 &&
    [widthPx, heightPx].every((length) => length === size) &&
    isNear(window.x0, 0) &&
    isNear(window.y0, 0) &&
    isNear(window.x1, size) &&
    isNear(window.y1, size)
  );
}

const countOf = ({ minColumn, maxColumn, minRow, maxRow }: TileRange) =>
  (maxColumn - minColumn + 1) * (maxRow - minRow + 1);

function windowOf(box: Box, { tms }: LinkedSet, range: TileRange): Assembly['window'] {
  const { minX, maxY } = rangeBox(tms, range);
  const { resolution } = matrixAt(tms, range.zoom);
  return {
    x0: (box.minX - minX) / resolution,
    y0: (maxY - box.maxY) / resolution,
    x1: (box.maxX - minX) / resolution,
    y1: (maxY - box.minY) / resolution,
  };
}
