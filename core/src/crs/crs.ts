import { LRUCache } from 'lru-cache';
import proj4 from 'proj4';
import { invalidInput } from '../errors.ts';
import type { Position } from '../geometry/footprint.ts';

/** A coordinate reference system this stack can draw in. */
export interface Crs {
  /** Normalised code: `EPSG:n`. CRS:84 is EPSG:4326 with another axis order, which only documents see. */
  readonly code: string;
  readonly title: string;
  readonly proj4: string;
  /** Order of the axes as the EPSG registry defines them: what WMS 1.3.0, WMTS and WCS documents use. */
  readonly axisOrder: 'xy' | 'yx';
  /** Metres for one unit of the CRS, as WMTS scale denominators count (OGC 07-057r7 §6.1). */
  readonly metresPerUnit: number;
  /** Where it is meant to be used, degrees: `[west, south, east, north]`. */
  readonly domain: readonly [number, number, number, number];
}

/** Metres in one degree at the equator of WGS 84 (OGC 07-057r7 §6.1). */
const METRES_PER_DEGREE = (Math.PI * 6378137) / 180;
const WGS84 = '+datum=WGS84 +units=m +no_defs';

/** EPSG registry, version 11. Polar and Lambert systems have north-like second axes named first where noted. */
const FIXED: readonly Crs[] = [
  {
    code: 'EPSG:4326',
    title: 'WGS 84',
    proj4: '+proj=longlat +datum=WGS84 +no_defs',
    axisOrder: 'yx',
    metresPerUnit: METRES_PER_DEGREE,
    domain: [-180, -90, 180, 90],
  },
  {
    code: 'EPSG:3857',
    title: 'WGS 84 / Pseudo-Mercator',
    proj4: '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +no_defs',
    axisOrder: 'xy',
    metresPerUnit: 1,
    domain: [-180, -85.0511287798066, 180, 85.0511287798066],
  },
  {
    code: 'EPSG:3035',
    title: 'ETRS89-extended / LAEA Europe',
    proj4: '+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +units=m +no_defs',
    axisOrder: 'yx',
    metresPerUnit: 1,
    domain: [-35.58, 24.6, 44.83, 84.73],
  },
  {
    code: 'EPSG:3031',
    title: 'WGS 84 / Antarctic Polar Stereographic',
    proj4: `+proj=stere +lat_0=-90 +lat_ts=-71 +lon_0=0 +x_0=0 +y_0=0 ${WGS84}`,
    axisOrder: 'xy',
    metresPerUnit: 1,
    domain: [-180, -90, 180, -60],
  },
  {
    code: 'EPSG:3413',
    title: 'WGS 84 / NSIDC Sea Ice Polar Stereographic North',
    proj4: `+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45 +x_0=0 +y_0=0 ${WGS84}`,
    axisOrder: 'xy',
    metresPerUnit: 1,
    domain: [-180, 60, 180, 90],
  },
  {
    code: 'EPSG:5041',
    title: 'WGS 84 / UPS North (E,N)',
    proj4: `+proj=stere +lat_0=90 +lon_0=0 +k=0.994 +x_0=2000000 +y_0=2000000 ${WGS84}`,
    axisOrder: 'xy',
    metresPerUnit: 1,
    domain: [-180, 60, 180, 90],
  },
  {
    code: 'EPSG:5042',
    title: 'WGS 84 / UPS South (E,N)',
    proj4: `+proj=stere +lat_0=-90 +lon_0=0 +k=0.994 +x_0=2000000 +y_0=2000000 ${WGS84}`,
    axisOrder: 'xy',
    metresPerUnit: 1,
    domain: [-180, -90, 180, -60],
  },
];

function utmZone(code: number): Crs | undefined {
  const south = code > 32700;
  const zone = code - (south ? 32700 : 32600);
  if (zone < 1 || zone > 60) return undefined;
  const west = zone * 6 - 186;
  return {
    code: `EPSG:${code}`,
    title: `WGS 84 / UTM zone ${zone}${south ? 'S' : 'N'}`,
    proj4: `+proj=utm +zone=${zone}${south ? ' +south' : ''} ${WGS84}`,
    axisOrder: 'xy',
    metresPerUnit: 1,
    domain: [west, south ? -80 : 0, west + 6, south ? 0 : 84],
  };
}

const known = new Map(FIXED.map((crs) => [crs.code, crs]));

/** The CRS of a normalised code (`EPSG:32633`), or undefined where this stack cannot draw in it. */
export function findCrs(code: string): Crs | undefined {
  const found = known.get(code);
  if (found) return found;
  const number = /^EPSG:(\d+)$/.exec(code)?.[1];
  return number === undefined ? undefined : utmZone(Number(number));
}

/** {@link findCrs}, with an `InvalidInput` that says what is allowed. */
export function requireCrs(code: string): Crs {
  const crs = findCrs(code);
  if (crs) return crs;
  throw invalidInput(
    `unknown coordinate reference system '${code}': allowed are CRS:84, ${[...known.keys()].join(', ')} and the UTM zones EPSG:32601–32660 and EPSG:32701–32760`,
    { code: 'UnknownCrs', detail: { given: code } },
  );
}

/**
 * Reads a CRS identifier of any spelling the standards use.
 * @example `EPSG:4326`, `CRS:84`, `urn:ogc:def:crs:EPSG::4326`, `http://www.opengis.net/def/crs/EPSG/0/4326`
 */
export function parseCrs(identifier: string): { readonly crs: Crs; readonly axisOrder: 'xy' | 'yx' } {
  const text = identifier.trim();
  if (
    /^(CRS:84|urn:ogc:def:crs:(OGC:[^:]*:CRS84|OGC::84)|https?:\/\/www\.opengis\.net\/def\/crs\/OGC\/[^/]*\/CRS84)$/i.test(
      text,
    )
  ) {
    return { crs: requireCrs('EPSG:4326'), axisOrder: 'xy' };
  }
  const match =
    /^EPSG:(\d{1,6})$/i.exec(text) ??
    /^urn:(?:ogc|x-ogc):def:crs:EPSG:[^:]*:(\d{1,6})$/i.exec(text) ??
    /^https?:\/\/www\.opengis\.net\/def\/crs\/EPSG\/[^/]*\/(\d{1,6})$/i.exec(text) ??
    /^https?:\/\/www\.opengis\.net\/gml\/srs\/epsg\.xml#(\d{1,6})$/i.exec(text);
  // 900913 and 102100 are what Web Mercator was called before it had a code.
  const number = match?.[1] === '900913' || match?.[1] === '102100' ? '3857' : match?.[1];
  const crs = requireCrs(number === undefined ? text : `EPSG:${Number(number)}`);
  return { crs, axisOrder: crs.axisOrder };
}

/** PROJ string of `EPSG:n` or of the `proj4:…` form that grids without a code carry. */
export function proj4Of(crs: string): string {
  return crs.startsWith('proj4:') ? crs.slice('proj4:'.length) : requireCrs(crs).proj4;
}

export type Projector = (x: number, y: number) => readonly [number, number];

/**
 * A function from one PROJ string's coordinates to another's. Points outside a projection's reach give NaN or
 * infinite values, never an exception.
 */
export function projector(fromProj4: string, toProj4: string): Projector {
  if (fromProj4 === toProj4) return (x, y) => [x, y];
  const key = `${fromProj4}\n${toProj4}`;
  let found = projectors.get(key);
  if (!found) projectors.set(key, (found = createProjector(fromProj4, toProj4)));
  return found;
}

/** Reading two PROJ strings takes as long as projecting a hundred points, and each map needs the same few pairs. */
const projectors = new LRUCache<string, Projector>({ max: 1000 });

function createProjector(fromProj4: string, toProj4: string): Projector {
  const converter = proj4(fromProj4, toProj4);
  return (x, y) => {
    try {
      const [outX, outY] = converter.forward([x, y]);
      return [outX ?? NaN, outY ?? NaN];
    } catch {
      return [NaN, NaN];
    }
  };
}

/** A function from a CRS (`EPSG:n` or `proj4:…`) to longitude and latitude, degrees. */
export function toLonLat(crs: string): (x: number, y: number) => Position {
  return projector(proj4Of(crs), requireCrs('EPSG:4326').proj4) as (x: number, y: number) => Position;
}
