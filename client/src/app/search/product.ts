import { parseInstant } from '../time/time-interval.ts';
import type { TimeInterval } from '../time/time-interval.ts';
import type { GeoBox } from './geo-box.ts';

/** A product as the list and the map show it: one feature of a search answer. */
export interface Product {
  readonly identifier: string;
  readonly title: string;
  readonly collection: string | undefined;
  readonly time: TimeInterval | undefined;
  readonly platform: string | undefined;
  readonly instrument: string | undefined;
  readonly productType: string | undefined;
  /** Per cent. */
  readonly cloudCover: number | undefined;
  readonly box: GeoBox | undefined;
  /** GeoJSON in longitude and latitude. */
  readonly geometry: FootprintGeometry | undefined;
  /** What else the catalogue says, as plain texts in its order. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
  /** A small picture of it, relative to the page. */
  readonly picture: string | undefined;
  /** All of it in one file, relative to the page: its package, or its files packed. */
  readonly whole: string | undefined;
  readonly downloads: readonly ProductLink[];
  /** What else it leads to. */
  readonly links: readonly ProductLink[];
}

export interface FootprintGeometry {
  readonly type: 'Polygon' | 'MultiPolygon' | 'Point' | 'MultiPoint';
  readonly coordinates: unknown;
}

export interface ProductLink {
  readonly href: string;
  readonly title: string;
  readonly sizeBytes: number | undefined;
}

// prettier-ignore
const shownApart = new Set([
  'id', 'identifier', 'title', 'collection', 'begin_time', 'end_time', 'platform', 'instrument', 'productType', 'cloudCover',
  'links', 'kind', 'type', 'date', 'revision', 'updated',
]);

/** A feature of a search answer as a product; undefined where it has no identifier. Anything else may be missing. */
export function parseProduct(feature: unknown): Product | undefined {
  if (!isRecord(feature)) return undefined;
  const properties = isRecord(feature['properties']) ? feature['properties'] : {};
  const identifier = textOf(properties['identifier']) ?? textOf(feature['id']);
  if (identifier === undefined) return undefined;
  return {
    identifier,
    title: textOf(properties['title']) ?? identifier,
    collection: textOf(properties['collection']),
    time: parseTime(properties),
    platform: textOf(properties['platform']),
    instrument: textOf(properties['instrument']),
    productType: textOf(properties['productType']),
    cloudCover: percentOf(properties['cloudCover']),
    box: parseBox(feature['bbox']),
    geometry: parseGeometry(feature['geometry']),
    attributes: Object.entries(properties).flatMap(([name, value]) => {
      const text = shownApart.has(name) ? undefined : textOf(value);
      return text === undefined ? [] : [[name, text] as const];
    }),
    ...linksOf(properties['links'], feature['links']),
  };
}

function parseTime(properties: Record<string, unknown>): TimeInterval | undefined {
  const begin = parseInstant(textOf(properties['begin_time']) ?? '');
  const end = parseInstant(textOf(properties['end_time']) ?? '');
  const startMs = begin ?? end;
  if (startMs === undefined) return undefined;
  return { startMs, endMs: Math.max(startMs, end ?? startMs) };
}

/** GeoJSON (RFC 7946 §5): west, south, east, north; with heights six numbers. */
function parseBox(value: unknown): GeoBox | undefined {
  if (!Array.isArray(value) || !value.every((number) => Number.isFinite(number))) return undefined;
  const [west, south, east, north] = value.length === 6 ? [0, 1, 3, 4].map((i) => value[i]) : value;
  return value.length === 4 || value.length === 6 ? { west, south, east, north } : undefined;
}

const geometryTypes = ['Polygon', 'MultiPolygon', 'Point', 'MultiPoint'];

function parseGeometry(value: unknown): FootprintGeometry | undefined {
  if (!isRecord(value) || !Array.isArray(value['coordinates']) || value['coordinates'].length === 0)
    return undefined;
  const type = geometryTypes.find((name) => name === value['type']) as FootprintGeometry['type'] | undefined;
  return type && { type, coordinates: value['coordinates'] };
}

/** Relations of OGC 17-003r2 §7.2.8: files to download, and pictures. */
function linksOf(
  related: unknown,
  plain: unknown,
): Pick<Product, 'picture' | 'whole' | 'downloads' | 'links'> {
  const { data, related: beside, via, previews, ...others } = isRecord(related) ? related : {};
  const files = [data, beside, via].flatMap(parseLinks);
  return {
    picture: hereOf(parseLinks(previews)[0]?.href),
    whole: hereOf(files.find(isWhole)?.href),
    downloads: files.filter((link) => !isWhole(link)),
    links: [...parseLinks(isRecord(related) ? others : related), ...parseLinks(plain)],
  };
}

/** By the service that hands out products (DSEO, OGC 13-042). */
const isWhole = ({ href }: ProductLink) => /\/ows\?service=DSEO&/.test(href);

/** Where this host has it, whatever address the catalogue knows it by: the page loads from nowhere else. */
function hereOf(href: string | undefined): string | undefined {
  const path = href && /\/((?:objects\/|ows\?).*)$/.exec(href)?.[1];
  return path && `./${path}`;
}

/** A list of links, or (GeoJSON encoding of OpenSearch EO, OGC 17-047) lists of links by relation. */
function parseLinks(value: unknown): ProductLink[] {
  if (isRecord(value)) return Object.values(value).flatMap(parseLinks);
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).flatMap((link) => {
    const href = textOf(link['href']);
    const named = href !== undefined && /^(https?:|\.{0,2}\/)/.test(href);
    const [title, length] = [textOf(link['title']) ?? textOf(link['rel']), Number(link['length'])];
    return named ? [{ href, title: title ?? href, sizeBytes: length > 0 ? length : undefined }] : [];
  });
}

function percentOf(value: unknown): number | undefined {
  const percent = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof percent === 'number' && Number.isFinite(percent) ? percent : undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** True for a plain JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
