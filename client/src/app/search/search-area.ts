import { formatBox } from './geo-box.ts';
import type { GeoBox } from './geo-box.ts';

/** Longitude and latitude in degrees. */
export type Position = readonly [lon: number, lat: number];

/** A place that a search asks for; a polygon's ring is not closed, and lies within ±180 degrees. */
export type SearchArea =
  | { readonly kind: 'box'; readonly box: GeoBox }
  | { readonly kind: 'polygon'; readonly ring: readonly Position[] };

/** As the URL of the page has it: a box `west,south,east,north`, a polygon `lon lat,lon lat,lon lat…`. */
export const formatArea = (area: SearchArea) =>
  area.kind === 'box' ? formatBox(area.box) : area.ring.map((at) => at.map(rounded).join(' ')).join(',');

/** Reads {@link formatArea}; undefined for anything else. */
export function parseArea(text: string): SearchArea | undefined {
  const parts: readonly (readonly number[])[] = text
    .split(',')
    .map((part) => part.trim().split(/\s+/).map(Number));
  if (parts.length === 4 && parts.every((part) => part.length === 1)) {
    const [west = NaN, south = NaN, east = NaN, north = NaN] = parts.flat();
    const fits = isPosition([west, south]) && isPosition([east, north]) && south <= north;
    return text === '' || !fits ? undefined : { kind: 'box', box: { west, south, east, north } };
  }
  if (parts.length < 3 || !parts.every(isPosition)) return undefined;
  return { kind: 'polygon', ring: parts };
}

/** The parameter of OpenSearch: `bbox`, or `geom` as WKT (OGC 10-032r8). */
export const openSearchArea = (area: SearchArea) =>
  area.kind === 'box' ? `bbox=${formatBox(area.box)}` : `geom=${encodeURIComponent(wktOf(area.ring))}`;

const wktOf = (ring: readonly Position[]) =>
  `POLYGON((${formatArea({ kind: 'polygon', ring: closed(ring) })}))`;

/** A condition of CQL. */
export const cqlArea = (area: SearchArea) =>
  area.kind === 'box'
    ? `BBOX(footprint, ${formatBox(area.box).replaceAll(',', ', ')})`
    : `INTERSECTS(footprint, ${wktOf(area.ring)})`;

/** The parameter of STAC: `bbox`, or `intersects` as GeoJSON. */
export function stacArea(area: SearchArea): string {
  if (area.kind === 'box') return `bbox=${formatBox(area.box)}`;
  const ring = closed(area.ring).map((at) => at.map(rounded));
  return `intersects=${encodeURIComponent(JSON.stringify({ type: 'Polygon', coordinates: [ring] }))}`;
}

const closed = (ring: readonly Position[]): readonly Position[] => [...ring, ...ring.slice(0, 1)];

/** To about a metre. */
const rounded = (degrees: number) => Number(degrees.toFixed(5));

const isPosition = (part: readonly number[]): part is Position =>
  part.length === 2 && Math.abs(part[0] ?? NaN) <= 180 && Math.abs(part[1] ?? NaN) <= 90;
