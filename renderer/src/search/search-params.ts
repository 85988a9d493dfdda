import { allOf, compare, type Filter, not, spatial } from '@pvs/core/catalogue/filter/filter';
import { PRODUCT_TIME, temporal } from '@pvs/core/catalogue/filter/temporal-relations';
import { timeValue } from '@pvs/core/catalogue/filter/filter-values';
import type { ProductQuery } from '@pvs/core/catalogue/search/product-query';
import type { StackConfig } from '@pvs/core/config/stack';
import { invalidInput, isPvsError, PvsError } from '@pvs/core/errors';
import { geometryOfBox, geometryOfCircle, type SearchGeometry } from '@pvs/core/geometry/search-geometry';
import { geometryFromWkt } from '@pvs/core/geometry/wkt';
import type { Kvp } from '@pvs/core/ows/kvp';
import type { TimeInterval } from '@pvs/core/time/time-grammar';
import { conditions, DEFAULT_COUNT, MAX_START_INDEX } from './search-parameters.ts';
import { readSortKeys } from './sort-keys.ts';

/**
 * Reads the parameters of a product search (OGC 10-032r8, 13-026r9). `startIndex` counts from 0; `cursor` is the token
 * of a page and goes before it.
 * @throws InvalidInput, LimitExceeded naming the parameter
 */
export function readSearchParams(
  kvp: Kvp,
  collections: readonly string[] | undefined,
  { limits }: Pick<StackConfig, 'limits'>,
): ProductQuery {
  const most = limits.searchItems;
  const limit = read(kvp, 'count', integer(0, most)) ?? Math.min(DEFAULT_COUNT, most);
  const cursor = read(kvp, 'cursor', word);
  const offset = read(kvp, 'startIndex', integer(0, MAX_START_INDEX)) ?? 0;
  const text = read(kvp, 'q', word);
  const identifiers = read(kvp, 'uid', word)?.split(',');
  const sort = read(kvp, 'sortKeys', readSortKeys);
  const filters = [
    ...placeFilters(kvp),
    ...timeFilters(kvp),
    ...conditions.flatMap(({ name, filter }) => (filter && read(kvp, name, filter)) ?? []),
  ];
  return {
    ...(collections ? { collections } : {}),
    ...(text === undefined ? {} : { text }),
    ...(identifiers ? { identifiers } : {}),
    ...(sort ? { sort } : {}),
    ...(filters.length === 0 ? {} : { filter: allOf(...filters) }),
    limit,
    page: cursor === undefined ? { offset } : { token: cursor },
    count: limit === 0 ? 'exact' : 'bounded',
  };
}

/** The value of a parameter, if it is given; what is wrong with it is said with its name. */
export function read<T>(kvp: Kvp, name: string, parse: (text: string) => T): T | undefined {
  const given = kvp.get(name.toLowerCase());
  if (given === undefined) return undefined;
  try {
    return parse(given);
  } catch (error) {
    if (!isPvsError(error)) throw error;
    const shown = given.length > 200 ? `${given.slice(0, 200)}…` : given;
    throw new PvsError(error.kind, `parameter '${name}': ${error.message}, given '${shown}'`, {
      code: error.code,
      detail: { ...error.detail, locator: name },
      cause: error,
    });
  }
}

const integer = (min: number, max: number) => (text: string) => {
  const value = Number(text);
  if (/^\s*\+?\d{1,9}\s*$/.test(text) && value >= min && value <= max) return value;
  throw invalidInput(`expected a whole number from ${min} to ${max}`, { code: 'InvalidParameterValue' });
};

/** PostgreSQL's text cannot hold the character NUL. */
const word = (text: string) => {
  if (!text.includes('\0')) return text;
  throw invalidInput('expected text without NUL', { code: 'InvalidParameterValue' });
};

const number = (text: string) => (text.trim() === '' ? NaN : Number(text));

const oneOf =
  <T extends string>(...options: readonly T[]) =>
  (text: string): T => {
    const found = options.find((option) => option === text.trim().toLowerCase());
    if (found) return found;
    throw invalidInput(`expected one of ${options.join(', ')}`, { code: 'InvalidParameterValue' });
  };

function box(text: string): SearchGeometry {
  const corners = text.split(',').map(number);
  const [west = NaN, south = NaN, east = NaN, north = NaN] = corners;
  const numbers = corners.filter((corner) => !Number.isNaN(corner)).length;
  if (corners.length !== 4 || numbers !== 4) {
    throw invalidInput(`expected west,south,east,north, not ${numbers} numbers`, { code: 'InvalidGeometry' });
  }
  return geometryOfBox(west, south, east, north);
}

/** Each place that is given, in the one relation. `contains`: the place contains the footprint, as with the original. */
export function placeFilters(kvp: Kvp): Filter[] {
  const relation = read(kvp, 'georel', oneOf('intersects', 'contains', 'disjoint')) ?? 'intersects';
  const places = [read(kvp, 'bbox', box), read(kvp, 'geom', geometryFromWkt), pointOrCircle(kvp)];
  return places
    .filter((place) => place !== undefined)
    .map((place) => spatial(relation === 'contains' ? 'within' : relation, place));
}

function pointOrCircle(kvp: Kvp): SearchGeometry | undefined {
  const [lon, lat] = [read(kvp, 'lon', coordinate(180)), read(kvp, 'lat', coordinate(90))];
  if (lon === undefined && lat === undefined && !kvp.has('r')) return undefined;
  if (lon === undefined) throw missing('lon');
  if (lat === undefined) throw missing('lat');
  return (
    read(kvp, 'r', (text) => geometryOfCircle(lon, lat, number(text))) ?? geometryOfBox(lon, lat, lon, lat)
  );
}

const coordinate = (limit: number) => (text: string) => {
  const value = number(text);
  if (Math.abs(value) <= limit) return value;
  throw invalidInput(`expected a number from ${-limit} to ${limit}`, { code: 'InvalidGeometry' });
};

const missing = (name: string) =>
  invalidInput(`parameter '${name}' is missing: lon and lat belong together`, {
    code: 'MissingParameterValue',
    detail: { locator: name },
  });

const instant = (text: string) => timeValue('time', text);

/** The relation of the product's time to the one from `start` to `end`, either of which may be open. */
export function timeFilters(kvp: Kvp): Filter[] {
  const relations = ['intersects', 'contains', 'during', 'disjoint', 'equals'] as const;
  const relation = read(kvp, 'timerel', oneOf(...relations)) ?? 'intersects';
  const [start, end] = [read(kvp, 'start', instant), read(kvp, 'end', instant)];
  if (!start && !end) return [];
  if (start && end && start.beginMs > end.endMs) {
    throw invalidInput(`parameter 'end' is before 'start': given ${kvp.get('start')} and ${kvp.get('end')}`, {
      code: 'InvalidTime',
      detail: { locator: 'end' },
    });
  }
  const given: TimeInterval = { beginMs: start?.beginMs ?? -Infinity, endMs: end?.endMs ?? Infinity };
  if (relation === 'disjoint') return [not(temporal('intersects', PRODUCT_TIME, given))];
  if (relation === 'intersects') return [temporal('intersects', PRODUCT_TIME, given)];
  return [...(start ? [startFilter(relation, start)] : []), ...(end ? [endFilter(relation, end)] : [])];
}

/** Bounds belong to the interval, and an end that is equal is one within the precision of what was given. */
function startFilter(relation: 'contains' | 'during' | 'equals', { beginMs, endMs }: TimeInterval): Filter {
  if (relation === 'equals') return temporal('intersects', ['beginTime', 'beginTime'], { beginMs, endMs });
  return compare('beginTime', relation === 'contains' ? '<=' : '>=', new Date(beginMs));
}

function endFilter(relation: 'contains' | 'during' | 'equals', { beginMs, endMs }: TimeInterval): Filter {
  if (relation === 'equals') return temporal('intersects', ['endTime', 'endTime'], { beginMs, endMs });
  // `end=2018-06-30` is contained where the product lasts into that day.
  return compare(
    'endTime',
    relation === 'contains' ? '>=' : '<=',
    new Date(relation === 'contains' ? beginMs : endMs),
  );
}
