import { projector, requireCrs } from '@pvs/core/crs/crs';
import { type Box, boxAround } from '@pvs/core/geometry/box';
import { tileMatrixSets } from '@pvs/core/tile-matrix-set/registry';
import { tileBox, tilesIn } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import type { BenchScene } from './bench-scene.ts';

const ZOOMS = 5;
const TILES_PER_ZOOM = 60;
/** Tiles keep this share of the scene's size away from its edges, so that they are full. */
const MARGIN = 0.07;

/**
 * Boxes of Web Mercator tiles inside a scene: 60 of each of five zooms, the last two finer than the scene, in an
 * order that jumps about, always the same.
 */
export function tilesOf({ coverage }: BenchScene): Box[] {
  const webMercator = tileMatrixSets.find(({ id }) => id === 'WebMercatorQuad')!;
  const inside = boxInside(coverage.grid);
  const widthPx = coverage.grid.widthPx * (1 - 2 * MARGIN);
  const resolution = (inside.maxX - inside.minX) / widthPx;
  const finest = webMercator.matrices.findIndex((matrix) => matrix.resolution < resolution) + 1;
  const random = generator();
  const tiles: Box[] = [];
  for (let zoom = finest - ZOOMS + 1; zoom <= finest; zoom++) {
    const range = tilesIn(webMercator, zoom, inside)!;
    for (let i = 0; i < TILES_PER_ZOOM; i++) {
      const column = range.minColumn + Math.floor(random() * (range.maxColumn - range.minColumn + 1));
      const row = range.minRow + Math.floor(random() * (range.maxRow - range.minRow + 1));
      tiles.push(tileBox(webMercator, { zoom, column, row }));
    }
  }
  return tiles
    .map((tile) => ({ tile, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ tile }) => tile);
}

function boxInside({ proj4, transform, widthPx, heightPx }: BenchScene['coverage']['grid']): Box {
  const toMercator = projector(proj4, requireCrs('EPSG:3857').proj4);
  const [x, dx, , y, , dy] = transform;
  const corners = [MARGIN, 1 - MARGIN].flatMap((u) =>
    [MARGIN, 1 - MARGIN].map((v) => toMercator(x + dx * widthPx * u, y + dy * heightPx * v)),
  );
  return boxAround('EPSG:3857', corners)!;
}

/** Numbers from 0 to 1 that look random (Park and Miller, 1988). */
function generator(): () => number {
  let state = 20_180_630;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** The query of a GetMap for a box. */
export function getMapQuery(layer: string, format: string, { minX, minY, maxX, maxY }: Box): string {
  const bbox = [minX, minY, maxX, maxY].map((v) => v.toFixed(4)).join(',');
  return `SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=${layer}&STYLES=&CRS=EPSG:3857&WIDTH=256&HEIGHT=256&FORMAT=${format}&TRANSPARENT=TRUE&BBOX=${bbox}`;
}
