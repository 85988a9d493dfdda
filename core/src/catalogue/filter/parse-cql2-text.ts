import { geometryOfBox } from '../../geometry/search-geometry.ts';
import { WKT_WORDS } from '../../geometry/wkt.ts';
import type { Filter, SpatialRelation } from './filter.ts';
import { foldedTerm, intervalTerm, propertyTerm, spatialOf, type Term, temporalOf } from './filter-terms.ts';
import { parseFilterText } from './filter-text.ts';
import type { FilterTokens } from './filter-tokens.ts';
import { cql2Spatial, cql2Temporal } from './cql2-functions.ts';
import { timeValue } from './filter-values.ts';
import type { Queryables } from './queryables.ts';

/**
 * Reads CQL2 text (OGC 21-065r2 §8.3, annex B): Basic CQL2, the advanced comparisons, CASEI, comparisons of two
 * properties, and the spatial and temporal functions.
 * @example `"eo:cloud_cover" < 10 AND S_INTERSECTS(geometry, BBOX(16, 48, 17, 49))`
 * @throws InvalidInput `InvalidFilter`, LimitExceeded `FilterTooLarge`
 */
export function parseCql2Text(text: string, queryables: Queryables): Filter {
  const term = (tokens: FilterTokens) => readTerm(tokens, queryables);
  return parseFilterText(text, { term, condition: (tokens) => functionCondition(tokens, term) });
}

type ReadTerm = (tokens: FilterTokens) => Term;

function functionCondition(tokens: FilterTokens, term: ReadTerm): Filter | undefined {
  const spatialName = tokens.takeIf(...Object.keys(cql2Spatial));
  if (spatialName !== undefined) {
    const [left, right] = twoTerms(tokens, term);
    return spatialOf(cql2Spatial[spatialName] as SpatialRelation, left, right);
  }
  const temporalName = tokens.takeIf(...Object.keys(cql2Temporal));
  if (temporalName === undefined) return undefined;
  const [left, right] = twoTerms(tokens, term);
  return temporalOf(cql2Temporal[temporalName]!, left, right);
}

function twoTerms(tokens: FilterTokens, term: ReadTerm): [Term, Term] {
  tokens.require('(');
  const left = term(tokens);
  tokens.require(',');
  const right = term(tokens);
  tokens.require(')');
  return [left, right];
}

function readTerm(tokens: FilterTokens, queryables: Queryables): Term {
  const { kind, text } = tokens.next;
  const word = kind === 'word' ? text.toUpperCase() : '';
  if (WKT_WORDS.includes(word)) return { kind: 'geometry', geometry: tokens.takeGeometry() };
  if (kind === 'end' || kind === 'symbol' || kind === 'time')
    throw tokens.unexpected('a property or a value');
  tokens.take();
  if (kind === 'string') return { kind: 'literal', value: text };
  if (kind === 'number') return { kind: 'literal', value: Number(text) };
  if (kind === 'word' && tokens.sees('(') && Object.hasOwn(CONSTRUCTORS, word)) {
    return CONSTRUCTORS[word]!(tokens, queryables);
  }
  return propertyTerm(text, queryables);
}

/** What looks like a function and is a value. */
const CONSTRUCTORS: Readonly<Record<string, (tokens: FilterTokens, queryables: Queryables) => Term>> = {
  BBOX: (tokens) => {
    const corners = tokens.list(() => tokens.takeNumber());
    if (corners.length !== 4) throw tokens.unexpected('BBOX(west, south, east, north)');
    const [west = 0, south = 0, east = 0, north = 0] = corners;
    return { kind: 'geometry', geometry: geometryOfBox(west, south, east, north) };
  },
  TIMESTAMP: timeInstant,
  DATE: timeInstant,
  INTERVAL: (tokens, queryables) =>
    intervalTerm(
      tokens.list(() => (tokens.next.kind === 'string' ? tokens.take().text : readTerm(tokens, queryables))),
    ),
  CASEI: (tokens, queryables) => {
    const [term] = tokens.list(() => readTerm(tokens, queryables));
    return foldedTerm(term!);
  },
};

function timeInstant(tokens: FilterTokens): Term {
  const [text = ''] = tokens.list(() => tokens.takeKind('string', 'a quoted time').text);
  return { kind: 'time', interval: timeValue('time', text) };
}
