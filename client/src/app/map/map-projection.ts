import { get } from 'ol/proj.js';
import { register } from 'ol/proj/proj4.js';

/** A way to lay the Earth flat. */
export interface MapProjection {
  readonly crs: string;
  /** A PROJ string where OpenLayers does not know the CRS. */
  readonly proj4?: string;
  /** Metres of the CRS, and what of the Earth lies in it. */
  readonly extent?: readonly [number, number, number, number];
  readonly world?: readonly [number, number, number, number];
}

export const mapProjections = {
  mercator: { crs: 'EPSG:3857' },
  geographic: { crs: 'EPSG:4326' },
  // NSIDC's stereographic ones, in which tiles of the poles are made as well (EPSG3413Quad, EPSG3031Quad).
  arctic: {
    crs: 'EPSG:3413',
    proj4: '+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45 +datum=WGS84 +units=m +no_defs',
    extent: [-5_500_000, -5_500_000, 5_500_000, 5_500_000],
    world: [-180, 50, 180, 90],
  },
  antarctic: {
    crs: 'EPSG:3031',
    proj4: '+proj=stere +lat_0=-90 +lat_ts=-71 +lon_0=0 +datum=WGS84 +units=m +no_defs',
    extent: [-5_500_000, -5_500_000, 5_500_000, 5_500_000],
    world: [-180, -90, 180, -50],
  },
} as const satisfies Readonly<Record<string, MapProjection>>;

export type ProjectionName = keyof typeof mapProjections;

export const isProjectionName = (text: string | null): text is ProjectionName =>
  text !== null && Object.hasOwn(mapProjections, text);

export const isPolar = (name: ProjectionName) => name === 'arctic' || name === 'antarctic';

/** Makes OpenLayers know the projection; the library for it is loaded when a polar view is first wanted. */
export async function prepareProjection(name: ProjectionName): Promise<void> {
  const { crs, proj4: definition, extent, world }: MapProjection = mapProjections[name];
  if (definition === undefined || get(crs)) return;
  const { default: proj4 } = await import('proj4');
  proj4.defs(crs, definition);
  register(proj4);
  const projection = get(crs);
  if (extent) projection?.setExtent([...extent]);
  if (world) projection?.setWorldExtent([...world]);
}

/** Where a map of the projection looks after one that looked there: a polar one at what it has of the Earth. */
export function startIn<Look extends { readonly center: readonly [number, number]; readonly zoom: number }>(
  name: ProjectionName,
  { center, zoom }: Look,
): { readonly center: readonly [number, number]; readonly zoom: number } {
  const [, lat] = center;
  const outside = (name === 'arctic' && lat < 55) || (name === 'antarctic' && lat > -55);
  return outside ? { center: [0, name === 'arctic' ? 90 : -90], zoom: 2.5 } : { center, zoom };
}
