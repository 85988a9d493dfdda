import { quadtree } from './quadtree.ts';
import type { TileMatrixSet } from './tile-matrix-set.ts';

const HALF_EQUATOR_M = Math.PI * 6378137;
const UPS = { origin: [-14440759.350252, 18440759.350252], resolution: 128443.4324 } as const;
/** The square that NASA's polar tiles share, in metres from the pole. */
const POLAR_HALF_M = 4_194_304;
const POLAR = {
  aliases: [],
  origin: [-POLAR_HALF_M, POLAR_HALF_M],
  tileSizePx: 256,
  resolution: (2 * POLAR_HALF_M) / 256,
  columns: 1,
  rows: 1,
} as const;

/** OGC 17-083r4 annex D, but for the two of the polar stereographic systems that no annex has. */
export const tileMatrixSets: readonly TileMatrixSet[] = [
  quadtree({
    id: 'WebMercatorQuad',
    aliases: ['GoogleMapsCompatible', 'g', 'EPSG:3857'],
    title: 'Google Maps Compatible for the World',
    crs: 'EPSG:3857',
    wellKnownScaleSet: 'urn:ogc:def:wkss:OGC:1.0:GoogleMapsCompatible',
    origin: [-HALF_EQUATOR_M, HALF_EQUATOR_M],
    tileSizePx: 256,
    resolution: (2 * HALF_EQUATOR_M) / 256,
    columns: 1,
    rows: 1,
  }),
  // Two tiles at level 0; the registered scale set GoogleCRS84Quad starts one level coarser, so it is not claimed.
  quadtree({
    id: 'WorldCRS84Quad',
    aliases: ['WGS84', 'EPSG:4326'],
    title: 'CRS84 for the World',
    crs: 'EPSG:4326',
    origin: [-180, 90],
    tileSizePx: 256,
    resolution: 180 / 256,
    columns: 2,
    rows: 1,
  }),
  quadtree({
    id: 'EuropeanETRS89_LAEAQuad',
    aliases: ['EPSG:3035'],
    title: 'Lambert Azimuthal Equal Area ETRS89 for Europe',
    crs: 'EPSG:3035',
    origin: [2_000_000, 5_500_000],
    tileSizePx: 256,
    resolution: 17578.125,
    columns: 1,
    rows: 1,
  }),
  quadtree({
    ...UPS,
    id: 'UPSArcticWGS84Quad',
    aliases: ['EPSG:5041'],
    title: 'Universal Polar Stereographic WGS 84 Quad for Arctic',
    crs: 'EPSG:5041',
    tileSizePx: 256,
    columns: 1,
    rows: 1,
  }),
  quadtree({
    ...UPS,
    id: 'UPSAntarcticWGS84Quad',
    aliases: ['EPSG:5042'],
    title: 'Universal Polar Stereographic WGS 84 Quad for Antarctic',
    crs: 'EPSG:5042',
    tileSizePx: 256,
    columns: 1,
    rows: 1,
  }),
  quadtree({
    ...POLAR,
    id: 'EPSG3413Quad',
    title: 'NSIDC Sea Ice Polar Stereographic North',
    crs: 'EPSG:3413',
  }),
  quadtree({ ...POLAR, id: 'EPSG3031Quad', title: 'Antarctic Polar Stereographic', crs: 'EPSG:3031' }),
];

/**
 * The set of that identifier or alias; undefined for none. Those of the UTM zones are `UTM01WGS84Quad` to
 * `UTM60WGS84Quad` and reach over both hemispheres; their alias is the CRS, e.g. `EPSG:32633`.
 */
export function findTileMatrixSet(id: string): TileMatrixSet | undefined {
  const found =
    tileMatrixSets.find((tms) => tms.id === id) ?? tileMatrixSets.find((tms) => tms.aliases.includes(id));
  if (found) return found;
  const zone = Number((/^UTM(\d\d)WGS84Quad$/.exec(id) ?? /^EPSG:326(\d\d)$/.exec(id))?.[1]);
  return zone >= 1 && zone <= 60 ? utmQuad(zone) : undefined;
}

/** OGC 17-083r4 annex D.5, where numbers begin at 1: its matrix 0 would be half a tile wide, and is not served. */
function utmQuad(zone: number): TileMatrixSet {
  const digits = String(zone).padStart(2, '0');
  return quadtree({
    id: `UTM${digits}WGS84Quad`,
    aliases: [`EPSG:326${digits}`],
    title: `Universal Transverse Mercator Zone ${zone} WGS84 Quad`,
    crs: `EPSG:326${digits}`,
    origin: [-9501965.72931276, 20003931.4586255],
    tileSizePx: 256,
    firstZoom: 1,
    resolution: 2 * 78140.3572602559,
    columns: 0.5,
    rows: 1,
  });
}
