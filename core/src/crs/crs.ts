import { LRUCache } from 'lru-cache';
import proj4 from 'proj4';
import { invalidInput } from '../errors.ts';
import type { Position } from '../geometry/footprint.ts';
import { FIXED_CRSS, utmZone } from './crs-table.ts';
import { epsgCrs } from './epsg-table.ts';

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

const builtIn: ReadonlyMap<string, Crs> = new Map(FIXED_CRSS.map((crs) => [crs.code, crs]));

/** What the stack's configuration adds, once, when it is read. */
const own = new Map<string, Crs>();

/** Adds a CRS for the whole process, or changes one that was added before. */
export const defineCrs = (crs: Crs): void => void own.set(crs.code, crs);

/** Whether a code means the same in every stack. */
export const isBuiltIn = (code: string): boolean => builtIn.has(code) || utmZoneOf(code) !== undefined;

/** The CRS of a normalised code (`EPSG:32633`), or undefined where this stack cannot draw in it. */
export function findCrs(code: string): Crs | undefined {
  return builtIn.get(code) ?? own.get(code) ?? utmZoneOf(code) ?? registered(code);
}

const numberOf = (code: string) => /^EPSG:([1-9]\d{0,5})$/.exec(code)?.[1];

function utmZoneOf(code: string): Crs | undefined {
  const number = numberOf(code);
  return number === undefined ? undefined : utmZone(Number(number));
}

function registered(code: string): Crs | undefined {
  const number = numberOf(code);
  return number === undefined ? undefined : epsgCrs(Number(number));
}

/** What there is, for messages. */
export const crsCodes = (): string =>
  `${[...builtIn.keys(), ...own.keys()].join(', ')} and the UTM zones EPSG:32601–32660, EPSG:32701–32760 (WGS 84), EPSG:25828–25838 (ETRS89) and EPSG:26901–26923 (NAD83), and others of the EPSG registry that a PROJ string describes`;

/** {@link findCrs}, with an `InvalidInput` that says what is allowed. */
export function requireCrs(code: string): Crs {
  const crs = findCrs(code);
  if (crs) return crs;
  throw invalidInput(
    `unknown coordinate reference system '${code.slice(0, 200)}': allowed are CRS:84, ${crsCodes()}`,
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

/** proj4js has only grids for it, and no grids: EPSG::1173 is what PROJ takes without them, good to 10 m. */
const withShift = (text: string) => text.replace(/\+datum=NAD27\b/, '+ellps=clrk66 +towgs84=-8,160,176');

function createProjector(fromProj4: string, toProj4: string): Projector {
  const converter = proj4(withShift(fromProj4), withShift(toProj4));
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
