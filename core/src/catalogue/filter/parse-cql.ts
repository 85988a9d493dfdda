import { geometryOfBox, geometryOfCircle } from '../../geometry/search-geometry.ts';
import { WKT_WORDS } from '../../geometry/wkt.ts';
import { addDuration } from '../../time/add-duration.ts';
import type { TimeInterval } from '../../time/time-grammar.ts';
import { allOf, compare, type Filter, type SpatialRelation } from './filter.ts';
import { propertyTerm, requireTimes, spatialOf, type Term } from './filter-terms.ts';
import { type FilterLanguage, parseFilterText } from './filter-text.ts';
import type { FilterTokens } from './filter-tokens.ts';
import { invalidFilter, timeValue } from './filter-values.ts';
import type { Queryables } from './queryables.ts';
import { compareTime } from './temporal-relations.ts';

/**
 * Reads the CQL (OGC 07-006r1 annex B) that the parameter `cql` takes: comparisons, IN, BETWEEN, LIKE, ILIKE, IS NULL,
 * spatial functions with WKT, BBOX, DWITHIN and BEYOND of a point, BEFORE, DURING, AFTER.
 * @example `cloudCover < 10 AND platform IN ('PHR', 'SPOT') AND INTERSECTS(footprint, POINT(16 48))`
 * @throws InvalidInput `InvalidFilter`, LimitExceeded `FilterTooLarge`
 */
export function parseCql(text: string, queryables: Queryables): Filter {
  const term = (tokens: FilterTokens) => readTerm(tokens, queryables);
  const language: FilterLanguage = {
    term,
    condition: (tokens) => spatialCondition(tokens, term),
    more: temporalCondition,
  };
  return parseFilterText(text, language);
}

type ReadTerm = (tokens: FilterTokens) => Term;

function readTerm(tokens: FilterTokens, queryables: Queryables): Term {
  const { kind, text } = tokens.next;
  if (kind === 'word' && WKT_WORDS.includes(text.toUpperCase())) {
    return { kind: 'geometry', geometry: tokens.takeGeometry() };
  }
  if (kind === 'end' || kind === 'symbol') throw tokens.unexpected('a property or a value');
  tokens.take();
  if (kind === 'word') return propertyTerm(text, queryables);
  return { kind: 'literal', value: kind === 'number' ? Number(text) : text };
}

const RELATIONS = [
  'INTERSECTS',
  'DISJOINT',
  'CONTAINS',
  'WITHIN',
  'TOUCHES',
  'CROSSES',
  'OVERLAPS',
  'EQUALS',
];

function spatialCondition(tokens: FilterTokens, term: ReadTerm): Filter | undefined {
  const name = tokens.takeIf(...RELATIONS, 'BBOX', 'DWITHIN', 'BEYOND', 'RELATE');
  if (name === undefined) return undefined;
  if (name === 'RELATE') throw invalidFilter(`RELATE is not supported: allowed are ${RELATIONS.join(', ')}`);
  tokens.require('(');
  const first = term(tokens);
  tokens.require(',');
  const filter =
    name === 'BBOX'
      ? spatialOf('intersects', first, boxTerm(tokens))
      : name === 'DWITHIN' || name === 'BEYOND'
        ? spatialOf(name === 'BEYOND' ? 'disjoint' : 'intersects', first, circleTerm(tokens, term))
        : spatialOf(name.toLowerCase() as SpatialRelation, first, term(tokens));
  tokens.require(')');
  return filter;
}

/** `minx, miny, maxx, maxy` and perhaps a CRS, which must be the only one there is. */
function boxTerm(tokens: FilterTokens): Term {
  const corners = [tokens.takeNumber()];
  while (corners.length < 4) {
    tokens.require(',');
    corners.push(tokens.takeNumber());
  }
  const [west = 0, south = 0, east = 0, north = 0] = corners;
  if (tokens.takeIf(',') !== undefined) {
    const { text } = tokens.take();
    if (!/(^|:)(4326|CRS84)$/.test(text)) throw invalidFilter(`BBOX in '${text}': allowed is EPSG:4326`);
  }
  return { kind: 'geometry', geometry: geometryOfBox(west, south, east, north) };
}

const METRES: Readonly<Record<string, number>> = {
  meters: 1,
  kilometers: 1000,
  feet: 0.3048,
  'statute miles': 1609.344,
  'nautical miles': 1852,
};

function circleTerm(tokens: FilterTokens, term: ReadTerm): Term {
  const centre = term(tokens);
  if (centre.kind !== 'geometry' || centre.geometry.type !== 'Point') {
    throw invalidFilter('DWITHIN and BEYOND take the distance to a POINT');
  }
  tokens.require(',');
  const distance = tokens.takeNumber();
  tokens.require(',');
  let unit = tokens.takeKind('word', 'a unit').text.toLowerCase();
  if (tokens.takeIf('MILES') !== undefined) unit += ' miles';
  const metres = Object.hasOwn(METRES, unit) ? METRES[unit]! : NaN;
  if (Number.isNaN(metres)) {
    throw invalidFilter(`distance in '${unit}': allowed are ${Object.keys(METRES).join(', ')}`);
  }
  const [lon, lat] = centre.geometry.coordinates;
  return { kind: 'geometry', geometry: geometryOfCircle(lon, lat, distance * metres) };
}

/** `BEFORE t`, `BEFORE OR DURING a/b`, `DURING a/b`, `DURING OR AFTER a/b`, `AFTER t`; DURING takes in its bounds. */
function temporalCondition(left: Term, tokens: FilterTokens): Filter | undefined {
  const word = tokens.takeIf('BEFORE', 'DURING', 'AFTER');
  if (word === undefined) return undefined;
  const [begin, end] = requireTimes(left);
  const isPeriod = tokens.takeIf('OR') !== undefined;
  if (isPeriod) tokens.require(word === 'BEFORE' ? 'DURING' : 'AFTER');
  if (!isPeriod && word !== 'DURING') {
    const at = timeValue('time', takeTime(tokens));
    return compareTime([begin, end], word === 'BEFORE' ? '<' : '>', at);
  }
  const { beginMs, endMs } = takePeriod(tokens);
  const from = compare(begin, '>=', new Date(beginMs));
  const to = compare(end, '<=', new Date(endMs));
  if (!isPeriod) return allOf(from, to);
  return word === 'BEFORE' ? to : from;
}

const takeTime = (tokens: FilterTokens) =>
  tokens.next.kind === 'string' ? tokens.take().text : tokens.takeKind('time', 'a time').text;

/** `time/time`, `time/duration` or `duration/time`. */
function takePeriod(tokens: FilterTokens): TimeInterval {
  const part = () => (tokens.next.kind === 'word' ? tokens.take().text : takeTime(tokens));
  const from = part();
  tokens.require('/');
  const to = part();
  if (from.startsWith('P')) {
    const { endMs } = timeValue('time', to);
    return { beginMs: addDuration(endMs, from, -1), endMs };
  }
  const { beginMs } = timeValue('time', from);
  const endMs = to.startsWith('P') ? addDuration(beginMs, to, 1) : timeValue('time', to).endMs;
  if (beginMs > endMs) throw invalidFilter(`the period ${from}/${to} ends before it begins`);
  return { beginMs, endMs };
}
