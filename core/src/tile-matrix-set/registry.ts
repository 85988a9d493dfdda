import { requireCrs } from '../crs/crs.ts';
import type { TileMatrix, TileMatrixSet } from './tile-matrix-set.ts';

/** Size of the standardised rendering pixel, metres (OGC 07-057r7 §6.1). */
const PIXEL_M = 0.00028;
const MAX_ZOOM = 24;

interface Level0 {
  readonly crs: string;
  readonly resolution: number;
  readonly columns: number;
  readonly rows: number;
}

function quadtree({ crs, resolution, columns, rows }: Level0): TileMatrix[] {
  const { metresPerUnit } = requireCrs(crs);
  return Array.from({ length: MAX_ZOOM + 1 }, (_, zoom) => ({
    zoom,
    resolution: resolution / 2 ** zoom,
    scaleDenominator: ((resolution / 2 ** zoom) * metresPerUnit) / PIXEL_M,
    columns: columns * 2 ** zoom,
    rows: rows * 2 ** zoom,
  }));
}

const HALF_EQUATOR_M = Math.PI * 6378137;

/** OGC 17-083r4 annex D: Web Mercator as every web map tiles it. */
const webMercatorQuad: TileMatrixSet = {
  id: 'WebMercatorQuad',
  aliases: ['GoogleMapsCompatible', 'g', 'EPSG:3857'],
  title: 'Google Maps Compatible for the World',
  crs: 'EPSG:3857',
  wellKnownScaleSet: 'urn:ogc:def:wkss:OGC:1.0:GoogleMapsCompatible',
  origin: [-HALF_EQUATOR_M, HALF_EQUATOR_M],
  tileSizePx: 256,
  matrices: quadtree({ crs: 'EPSG:3857', resolution: (2 * HALF_EQUATOR_M) / 256, columns: 1, rows: 1 }),
};

/**
 * OGC 17-083r4 annex D: geographic, two tiles at level 0. The registered scale set GoogleCRS84Quad starts one level
 * coarser, so it is not claimed.
 */
const worldCrs84Quad: TileMatrixSet = {
  id: 'WorldCRS84Quad',
  aliases: ['WGS84', 'EPSG:4326'],
  title: 'CRS84 for the World',
  crs: 'EPSG:4326',
  origin: [-180, 90],
  tileSizePx: 256,
  matrices: quadtree({ crs: 'EPSG:4326', resolution: 180 / 256, columns: 2, rows: 1 }),
};

export const tileMatrixSets: readonly TileMatrixSet[] = [webMercatorQuad, worldCrs84Quad];

/** The set of that identifier or alias; undefined for none. */
export function findTileMatrixSet(id: string): TileMatrixSet | undefined {
  return (
    tileMatrixSets.find((tms) => tms.id === id) ?? tileMatrixSets.find((tms) => tms.aliases.includes(id))
  );
}
