import type { CatalogueIndex } from '../catalogue/catalogue-index.ts';
import type { LinkedSet } from '../config/tile-matrix-set-link.ts';
import type { Area } from '../geometry/area.ts';
import { type Box, growBox, intersectBoxes } from '../geometry/box.ts';
import { placeArea } from '../geometry/placed-area.ts';
import { projectBox } from '../geometry/project-box.ts';
import { areaTiles } from '../tile-matrix-set/area-tiles.ts';
import { TileCover } from '../tile-matrix-set/tile-cover.ts';
import { matrixAt, type TileMatrixSet, type TileRange, tilesIn } from '../tile-matrix-set/tile-matrix-set.ts';
import type { TimeSelection } from '../time/time-grammar.ts';
import { type Layer, productsOf } from './layer.ts';
import { outlineMargin } from './shown-boxes.ts';

/** Which tiles are meant; everywhere without a box or an area. */
export interface TilesWanted {
  readonly time: TimeSelection;
  readonly minZoom: number;
  readonly maxZoom: number;
  /** Longitude/latitude. */
  readonly box?: Box;
  readonly area?: Area;
}

const WORLD: Box = { crs: 'EPSG:4326', minX: -180, minY: -90, maxX: 180, maxY: 90 };
/** How far a projected edge may be from where it is. */
const TOLERANCE_PX = 0.1;
/** A point's box has no area that could be shared. */
const DEGREE_FRACTION = 1e-9;

/**
 * The tiles of a set on which a layer's products of a time share a place with the wanted box or area, one cover for
 * each zoom that has some, the highest first. Products are where their boxes are, as in the planning of tiles.
 */
export function shownTiles(
  layer: Layer,
  { tms, ...link }: LinkedSet,
  wanted: TilesWanted,
  index: CatalogueIndex,
): TileCover[] {
  const maxZoom = Math.min(wanted.maxZoom, link.maxZoom);
  const minZoom = Math.max(wanted.minZoom, link.minZoom);
  if (maxZoom < minZoom) return [];
  const rangesAt = rangesOf(shownPlaces(layer, wanted, index), wanted.area, tms, maxZoom);
  const covers: TileCover[] = [];
  for (let zoom = maxZoom; zoom >= minZoom; zoom -= 1) {
    const ranges = rangesAt(zoom, outlineMargin(layer, tms.crs, matrixAt(tms, zoom).resolution));
    if (ranges.length > 0) covers.push(new TileCover(zoom, ranges));
  }
  return covers;
}

/** Where a layer's products lie in what is wanted, longitude/latitude. */
export function shownPlaces(
  layer: Layer,
  { time, box = WORLD, area }: Pick<TilesWanted, 'time' | 'box' | 'area'>,
  index: CatalogueIndex,
): Box[] {
  const within = area ? intersectBoxes(box, growBox(area.box, DEGREE_FRACTION)) : box;
  if (!within) return [];
  return productsOf(layer, [within], time, index)
    .flatMap((product) => product.boxes)
    .flatMap((each) => intersectBoxes(each, within) ?? []);
}

type RangesAt = (zoom: number, margin: number) => TileRange[];

/** Boxes and areas are projected once, for all zooms. */
function rangesOf(
  boxes: readonly Box[],
  area: Area | undefined,
  tms: TileMatrixSet,
  maxZoom: number,
): RangesAt {
  const tilesAt = (zoom: number, box: Box, margin: number): TileRange[] => {
    const range = tilesIn(tms, zoom, growBox(box, margin));
    return range ? [range] : [];
  };
  if (!area) {
    const placed = boxes.flatMap((box) => projectBox(box, tms.crs) ?? []);
    return (zoom, margin) => placed.flatMap((box) => tilesAt(zoom, box, margin));
  }
  const tolerance = TOLERANCE_PX * matrixAt(tms, maxZoom).resolution;
  const placed = boxes.flatMap((box) => placeArea(area, box, tms.crs, tolerance) ?? []);
  return (zoom, margin) => {
    // A point, too, lies on a tile.
    const room = margin + TOLERANCE_PX * matrixAt(tms, zoom).resolution;
    return placed.flatMap((each) =>
      tilesAt(zoom, each.box, room).flatMap((range) => [...areaTiles(tms, range, each, margin)]),
    );
  };
}
