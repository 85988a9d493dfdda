import { z } from 'zod';
import { allOf, type Filter, spatial } from '@pvs/core/catalogue/filter/filter';
import { parseCql2Json } from '@pvs/core/catalogue/filter/parse-cql2-json';
import { parseCql2Text } from '@pvs/core/catalogue/filter/parse-cql2-text';
import { PRODUCT_TIME, temporal } from '@pvs/core/catalogue/filter/temporal-relations';
import { findQueryable } from '@pvs/core/catalogue/filter/queryables';
import type { ProductQuery, SortKey } from '@pvs/core/catalogue/search/product-query';
import type { StackConfig } from '@pvs/core/config/stack';
import { invalidInput, isPvsError, PvsError } from '@pvs/core/errors';
import { geometryFromGeoJson } from '@pvs/core/geometry/geojson-geometry';
import { geometryOfBox, invalidGeometry } from '@pvs/core/geometry/search-geometry';
import { parseInterval } from '@pvs/core/time/time-grammar';
import { stacQueryables } from './queryables.ts';

export const DEFAULT_LIMIT = 10;

const word = z
  .string()
  .max(1000)
  .refine((text) => !text.includes('\0'), { message: 'expected text without NUL' });

const A_LIMIT = 'expected a whole number, 1 or more';

const sortSchema = z
  .array(z.strictObject({ field: word, direction: z.enum(['asc', 'desc']).default('asc') }))
  .max(10);

/** A search as POST sends it; that of GET is brought into this form. Unknown members are left alone. */
export const searchBody = z.object({
  ids: z.array(word).max(1000).optional(),
  collections: z.array(word).max(1000).optional(),
  bbox: z.array(z.number('expected a number')).optional(),
  intersects: z.unknown().optional(),
  datetime: word.optional(),
  limit: z.int(A_LIMIT).min(1, A_LIMIT).optional(),
  filter: z.unknown().optional(),
  'filter-lang': z.enum(['cql2-text', 'cql2-json']).optional(),
  'filter-crs': word.optional(),
  sortby: sortSchema.optional(),
  fields: z.object({ include: z.array(word).default([]), exclude: z.array(word).default([]) }).optional(),
  token: z.string().optional(),
});

export type SearchBody = z.output<typeof searchBody>;

const WGS84 =
  /^(https?:\/\/www\.opengis\.net\/def\/crs\/OGC\/[^/]+\/CRS84|CRS:?84|urn:ogc:def:crs:OGC:[^:]*:CRS84)$/i;

/** Checks what was sent. @throws InvalidInput `InvalidParameterValue` naming the member */
export function readSearchBody(given: unknown): SearchBody {
  const parsed = searchBody.safeParse(given ?? {});
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw invalid(path.join('.') || 'the body', `${message}${givenAt(given, path)}`);
  }
  const crs = parsed.data['filter-crs'];
  if (crs !== undefined && !WGS84.test(crs)) {
    throw invalid('filter-crs', `expected http://www.opengis.net/def/crs/OGC/1.3/CRS84, given '${crs}'`);
  }
  return parsed.data;
}

/** A word or a number that is wrong, for messages. */
function givenAt(body: unknown, path: readonly PropertyKey[]): string {
  const value = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], body);
  return typeof value === 'string' || typeof value === 'number'
    ? `, given '${String(value).slice(0, 100)}'`
    : '';
}

const invalid = (name: string, message: string) =>
  invalidInput(`parameter '${name}': ${message}`, {
    code: 'InvalidParameterValue',
    detail: { locator: name },
  });

/** The search that the catalogue does. */
export function productQueryOf(search: SearchBody, { limits }: Pick<StackConfig, 'limits'>): ProductQuery {
  const { ids, collections, limit = DEFAULT_LIMIT, sortby, token } = search;
  return {
    limit: Math.min(limit, limits.searchItems),
    filter: allOf(...filtersOf(search)),
    count: 'bounded',
    ...(ids ? { identifiers: ids } : {}),
    ...(collections ? { collections } : {}),
    ...(sortby && sortby.length > 0 ? { sort: sortby.map(sortKeyOf) } : {}),
    ...(token === undefined ? {} : { page: { token } }),
  };
}

function filtersOf({ bbox, intersects, datetime, filter, ...rest }: SearchBody): Filter[] {
  const filters: Filter[] = [];
  if (bbox && intersects !== undefined) throw invalid('intersects', 'cannot be given together with bbox');
  if (bbox) filters.push(named('bbox', () => spatial('intersects', boxOf(bbox))));
  if (intersects !== undefined) {
    filters.push(named('intersects', () => spatial('intersects', geometryFromGeoJson(intersects))));
  }
  if (datetime !== undefined) {
    filters.push(named('datetime', () => temporal('intersects', PRODUCT_TIME, parseInterval(datetime))));
  }
  if (filter !== undefined) filters.push(named('filter', () => filterOf(filter, rest['filter-lang'])));
  return filters;
}

/** Heights of a box of six numbers are left out. */
function boxOf(bbox: readonly number[]) {
  const corners = bbox.length === 6 ? [bbox[0], bbox[1], bbox[3], bbox[4]] : bbox;
  if (corners.length !== 4)
    throw invalidGeometry(
      `expected 4 numbers (west, south, east, north), or 6 with heights, not ${bbox.length}`,
    );
  const [west = NaN, south = NaN, east = NaN, north = NaN] = corners;
  return geometryOfBox(west, south, east, north);
}

/** Without a language: text is CQL2 text, and an object CQL2 JSON. */
function filterOf(filter: unknown, language?: 'cql2-text' | 'cql2-json'): Filter {
  if (typeof filter === 'string' && language !== 'cql2-json') return parseCql2Text(filter, stacQueryables);
  return parseCql2Json(typeof filter === 'string' ? parseJson(filter) : filter, stacQueryables);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidInput('it is not JSON', { code: 'InvalidFilter' });
  }
}

/** An error of a part, with the parameter's name in front. */
function named<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isPvsError(error)) throw error;
    throw new PvsError(error.kind, `parameter '${name}': ${error.message}`, {
      code: error.code,
      detail: { ...error.detail, locator: name },
      cause: error,
    });
  }
}

function sortKeyOf({ field, direction }: { field: string; direction: 'asc' | 'desc' }): SortKey {
  const found = findQueryable(stacQueryables, field.replace(/^properties\./, ''));
  if (found?.kind === 'property') return { property: found.property, direction };
  if (found?.kind === 'interval') return { property: 'beginTime', direction };
  const known = [...stacQueryables].filter(([, { kind }]) => kind !== 'footprint').map(([name]) => name);
  throw invalid('sortby', `cannot sort by '${field.slice(0, 100)}': allowed are ${known.join(', ')}`);
}
