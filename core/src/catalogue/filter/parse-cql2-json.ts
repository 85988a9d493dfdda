import { geometryFromGeoJson } from '../../geometry/geojson-geometry.ts';
import { geometryOfBox } from '../../geometry/search-geometry.ts';
import { cql2Spatial, cql2Temporal } from './cql2-functions.ts';
import { allOf, anyOf, type Comparison, type Filter, not } from './filter.ts';
import { checkDepth, checkFilter, checkTextLength } from './filter-limits.ts';
import {
  comparisonOf,
  foldedTerm,
  inListOf,
  intervalTerm,
  isNullOf,
  likeOf,
  propertyTerm,
  spatialOf,
  type Term,
  temporalOf,
} from './filter-terms.ts';
import { invalidFilter, timeValue } from './filter-values.ts';
import type { Queryables } from './queryables.ts';

/**
 * Reads CQL2 JSON (OGC 21-065r2 §8.4), as much of the language as {@link ./parse-cql2-text.ts} does.
 * @param value the parsed JSON
 * @throws InvalidInput `InvalidFilter`, LimitExceeded `FilterTooLarge`
 */
export function parseCql2Json(value: unknown, queryables: Queryables): Filter {
  checkTextLength(JSON.stringify(value) ?? '');
  return checkFilter(readFilter(value, { queryables, depth: 0 }));
}

interface Reading {
  readonly queryables: Queryables;
  readonly depth: number;
}

const COMPARISONS: readonly string[] = ['=', '<>', '<', '<=', '>', '>='] satisfies Comparison[];

function readFilter(value: unknown, reading: Reading): Filter {
  checkDepth(reading.depth);
  if (typeof value === 'boolean') return value ? allOf() : anyOf();
  const { op, args } = operationOf(value);
  const name = op.toUpperCase();
  if (Object.hasOwn(LOGIC, op)) {
    return LOGIC[op]!(args.map((arg) => readFilter(arg, { ...reading, depth: reading.depth + 1 })));
  }
  const term = (index: number) => readTerm(argument(op, args, index), reading);
  if (COMPARISONS.includes(op)) return comparisonOf(term(0), op as Comparison, term(1));
  if (Object.hasOwn(cql2Spatial, name)) return spatialOf(cql2Spatial[name]!, term(0), term(1));
  if (Object.hasOwn(cql2Temporal, name)) return temporalOf(cql2Temporal[name]!, term(0), term(1));
  if (Object.hasOwn(PREDICATES, op)) return PREDICATES[op]!(args, reading);
  const known = [...Object.keys(LOGIC), ...COMPARISONS, ...Object.keys(PREDICATES)];
  throw invalidFilter(
    `there is no operator '${op.slice(0, 100)}': allowed are ${[...known, ...Object.keys(cql2Spatial), ...Object.keys(cql2Temporal)].map((n) => n.toLowerCase()).join(', ')}`,
  );
}

const LOGIC: Readonly<Record<string, (parts: readonly Filter[]) => Filter>> = {
  and: (parts) => allOf(...needed('and', parts, 1)),
  or: (parts) => anyOf(...needed('or', parts, 1)),
  not: (parts) => not(needed('not', parts, 1)[0]!),
};

const PREDICATES: Readonly<Record<string, (args: readonly unknown[], reading: Reading) => Filter>> = {
  isNull: (args, reading) => isNullOf(readTerm(argument('isNull', args, 0), reading)),
  like: (args, reading) => {
    const pattern = readTerm(argument('like', args, 1), reading);
    if (pattern.kind !== 'literal') throw invalidFilter('like: expected a pattern as the second argument');
    return likeOf(readTerm(argument('like', args, 0), reading), String(pattern.value));
  },
  between: (args, reading) => {
    const [term, low, high] = [0, 1, 2].map((i) => readTerm(argument('between', args, i), reading));
    return allOf(comparisonOf(term!, '>=', low!), comparisonOf(term!, '<=', high!));
  },
  in: (args, reading) => {
    const values = argument('in', args, 1);
    if (!Array.isArray(values)) throw invalidFilter('in: expected an array as the second argument');
    return inListOf(
      readTerm(argument('in', args, 0), reading),
      values.map((value) => readTerm(value, reading)),
    );
  },
};

function readTerm(value: unknown, reading: Reading): Term {
  if (typeof value === 'string' || typeof value === 'number') return { kind: 'literal', value };
  if (typeof value !== 'object' || value === null) throw unreadable(value);
  const record = value as Readonly<Record<string, unknown>>;
  const { property, op, args, interval, bbox, type } = record;
  if (typeof property === 'string') return propertyTerm(property, reading.queryables);
  if (op === 'casei' && Array.isArray(args)) return foldedTerm(readTerm(argument('casei', args, 0), reading));
  const time = record['timestamp'] ?? record['date'];
  if (typeof time === 'string') return { kind: 'time', interval: timeValue('time', time) };
  if (Array.isArray(interval)) {
    return intervalTerm(interval.map((end) => (typeof end === 'string' ? end : readTerm(end, reading))));
  }
  if (Array.isArray(bbox)) return boxTerm(bbox);
  if (typeof type === 'string') return { kind: 'geometry', geometry: geometryFromGeoJson(value) };
  throw unreadable(value);
}

function boxTerm(bbox: readonly unknown[]): Term {
  const [west, south, east, north] = bbox.length === 6 ? [bbox[0], bbox[1], bbox[3], bbox[4]] : bbox;
  if ((bbox.length !== 4 && bbox.length !== 6) || !bbox.every((corner) => typeof corner === 'number')) {
    throw unreadable({ bbox });
  }
  const corners = [west, south, east, north] as [number, number, number, number];
  return { kind: 'geometry', geometry: geometryOfBox(...corners) };
}

function operationOf(value: unknown): { op: string; args: readonly unknown[] } {
  const { op, args } = (typeof value === 'object' && value !== null ? value : {}) as {
    op?: unknown;
    args?: unknown;
  };
  if (typeof op === 'string' && Array.isArray(args)) return { op, args };
  throw invalidFilter(`${shown(value)} is no condition: expected {"op": …, "args": […]}`);
}

function argument(op: string, args: readonly unknown[], index: number): unknown {
  return needed(op, args, index + 1)[index];
}

function needed<T>(op: string, args: readonly T[], count: number): readonly T[] {
  if (args.length >= count) return args;
  throw invalidFilter(`${op} has ${args.length} arguments: ${count} are needed`);
}

const unreadable = (value: unknown) =>
  invalidFilter(`${shown(value)} is neither a property nor a value that can be compared`);
const shown = (value: unknown) => (JSON.stringify(value) ?? String(value)).slice(0, 200);
