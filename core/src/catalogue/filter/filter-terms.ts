import type { SearchGeometry } from '../../geometry/search-geometry.ts';
import type { TimeInterval } from '../../time/time-grammar.ts';
import {
  anyOf,
  compare,
  type Comparison,
  type Filter,
  not,
  spatial,
  type SpatialRelation,
} from './filter.ts';
import { invalidFilter, plainValue, storableText, timeValue } from './filter-values.ts';
import { findQueryable, propertyKinds, type Queryable, type Queryables } from './queryables.ts';
import {
  compareTime,
  type IntervalProperties,
  PRODUCT_TIME,
  temporal,
  type TemporalRelation,
} from './temporal-relations.ts';

/** One side of a condition, as the languages of filters write it. */
export type Term =
  | {
      readonly kind: 'property';
      readonly name: string;
      readonly queryable: Queryable;
      /** Compared without regard to case. */
      readonly folded?: boolean;
    }
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'time'; readonly interval: TimeInterval }
  | { readonly kind: 'geometry'; readonly geometry: SearchGeometry };

/** The property of a name. @throws InvalidInput `InvalidFilter` listing the names there are */
export function propertyTerm(name: string, queryables: Queryables): Term {
  const queryable = findQueryable(queryables, name);
  if (queryable) return { kind: 'property', name, queryable };
  const known = [...queryables.keys()].join(', ');
  throw invalidFilter(`there is no property '${name.slice(0, 100)}': allowed are ${known}`);
}

/** `left comparison right`, with a property on at least one side. */
export function comparisonOf(left: Term, comparison: Comparison, right: Term): Filter {
  if (left.kind === 'property' && right.kind === 'property') return compareTwo(left, comparison, right);
  if (left.kind === 'property') return compareWith(left, comparison, right);
  if (right.kind === 'property') return compareWith(right, MIRRORED[comparison], left);
  throw invalidFilter(`a comparison of two values: expected a property on one side`);
}

const MIRRORED: Readonly<Record<Comparison, Comparison>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

type PropertyTerm = Extract<Term, { kind: 'property' }>;

function compareWith(term: PropertyTerm, comparison: Comparison, value: Term): Filter {
  const times = timesOf(term);
  if (times) return compareTime(times, comparison, intervalOf(term.name, value));
  if (term.queryable.kind !== 'property')
    throw invalidFilter(`'${term.name}' is compared by spatial functions`);
  const literal = literalOf(term.name, value);
  if (term.folded === true) return compareFolded(term, comparison, literal);
  const { property, stored } = term.queryable;
  const plain = plainValue(term.name, property, literal);
  return compare(property, comparison, typeof plain === 'string' && stored ? stored(plain) : plain);
}

function compareFolded(term: PropertyTerm, comparison: Comparison, literal: string | number): Filter {
  const same = likeOf(term, escapeLike(String(literal)), true);
  if (comparison === '=') return same;
  if (comparison === '<>') return not(same);
  throw invalidFilter(
    `'${term.name}' without regard to case is compared by '${comparison}': allowed are =, <>, in, like`,
  );
}

function compareTwo(left: PropertyTerm, comparison: Comparison, right: PropertyTerm): Filter {
  if (left.queryable.kind !== 'property' || right.queryable.kind !== 'property') {
    throw invalidFilter(`'${left.name}' and '${right.name}' cannot be compared with each other`);
  }
  const [a, b] = [left.queryable.property, right.queryable.property];
  const isNumber = (kind: string) => kind === 'number' || kind === 'integer';
  const [kindA, kindB] = [propertyKinds[a], propertyKinds[b]];
  if (kindA === kindB || (isNumber(kindA) && isNumber(kindB))) {
    return { kind: 'compareProperties', left: a, comparison, right: b };
  }
  throw invalidFilter(
    `'${left.name}' (${kindA}) and '${right.name}' (${kindB}) cannot be compared with each other`,
  );
}

/** `property in (…)`. */
export function inListOf(term: Term, values: readonly Term[]): Filter {
  if (term.kind !== 'property')
    throw invalidFilter('a list of values is compared with a value: expected a property');
  if (term.folded === true || timesOf(term))
    return anyOf(...values.map((value) => comparisonOf(term, '=', value)));
  if (term.queryable.kind !== 'property')
    throw invalidFilter(`'${term.name}' is compared by spatial functions`);
  const { property, stored = (text: string) => text } = term.queryable;
  const plain = values.map((value) => plainValue(term.name, property, literalOf(term.name, value)));
  return { kind: 'in', property, values: plain.map((v) => (typeof v === 'string' ? stored(v) : v)) };
}

/** `property like pattern`; see {@link Filter} for patterns. */
export function likeOf(term: Term, pattern: string, ignoreCase = false): Filter {
  if (term.kind !== 'property' || term.queryable.kind !== 'property') {
    throw invalidFilter('a pattern is compared with something that is no text: expected a property');
  }
  const { property } = term.queryable;
  if (propertyKinds[property] !== 'text') throw invalidFilter(`'${term.name}' is no text: patterns need one`);
  // A backslash at the end would escape nothing, which PostgreSQL refuses.
  const whole = pattern.replace(/(?<!\\)(\\\\)*\\$/, (end) => `${end}\\`);
  const folded = ignoreCase || term.folded === true || term.queryable.stored !== undefined;
  return { kind: 'like', property, pattern: storableText(term.name, whole), ignoreCase: folded };
}

/** Text as a pattern that only it matches. */
export const escapeLike = (text: string) => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

/** `property is null`; what every product has never is. */
export function isNullOf(term: Term): Filter {
  if (term.kind !== 'property') throw invalidFilter('IS NULL of a value: expected a property');
  return term.queryable.kind === 'property' ? { kind: 'isNull', property: term.queryable.property } : anyOf();
}

/** A spatial relation of the footprint with a geometry, in either order. */
export function spatialOf(relation: SpatialRelation, left: Term, right: Term): Filter {
  const isFootprint = (term: Term) => term.kind === 'property' && term.queryable.kind === 'footprint';
  if (isFootprint(left) && right.kind === 'geometry') return spatial(relation, right.geometry);
  if (isFootprint(right) && left.kind === 'geometry') {
    const turned = relation === 'within' ? 'contains' : relation === 'contains' ? 'within' : relation;
    return spatial(turned, left.geometry);
  }
  throw invalidFilter('a spatial condition compares the footprint with a geometry');
}

/** A temporal relation of a property with a time, in either order. */
export function temporalOf(relation: TemporalRelation, left: Term, right: Term): Filter {
  if (left.kind === 'property') return relate(relation, left, right);
  if (right.kind === 'property') return relate(CONVERSE[relation] ?? relation, right, left);
  throw invalidFilter('a temporal condition compares a property with a time');
}

function relate(relation: TemporalRelation, term: PropertyTerm, value: Term): Filter {
  return temporal(relation, requireTimes(term), intervalOf(term.name, value));
}

/** Begin and end of a property that is a time. */
export function requireTimes(term: Term): IntervalProperties {
  const times = term.kind === 'property' && timesOf(term);
  if (times) return times;
  const what = term.kind === 'property' ? `'${term.name}'` : `a ${term.kind}`;
  throw invalidFilter(`${what} is no property that is a time: temporal conditions need one`);
}

/** The relation seen from the other side; the others are their own. */
const CONVERSE: Readonly<Partial<Record<TemporalRelation, TemporalRelation>>> = {
  after: 'before',
  before: 'after',
  contains: 'during',
  during: 'contains',
  finishedBy: 'finishes',
  finishes: 'finishedBy',
  meets: 'metBy',
  metBy: 'meets',
  overlappedBy: 'overlaps',
  overlaps: 'overlappedBy',
  startedBy: 'starts',
  starts: 'startedBy',
};

function timesOf({ queryable }: PropertyTerm): IntervalProperties | undefined {
  if (queryable.kind === 'interval') return PRODUCT_TIME;
  if (queryable.kind !== 'property' || propertyKinds[queryable.property] !== 'time') return undefined;
  return [queryable.property, queryable.property];
}

function intervalOf(name: string, term: Term): TimeInterval {
  return term.kind === 'time' ? term.interval : timeValue(name, literalOf(name, term));
}

function literalOf(name: string, term: Term): string | number {
  if (term.kind === 'literal') return term.value;
  throw invalidFilter(`'${name}' cannot be compared with a ${term.kind}`);
}

/** A property without regard to case (CQL2's `casei`); values stay as they are. */
export function foldedTerm(term: Term): Term {
  return term.kind === 'property' ? { ...term, folded: true } : term;
}

/** CQL2's `interval(a, b)`: of two times, either of them open (`..`), or of the product's begin and end. */
export function intervalTerm(ends: readonly (string | Term)[]): Term {
  const [from, to] = ends;
  if (typeof from === 'string' && typeof to === 'string' && ends.length === 2) {
    return { kind: 'time', interval: timeValue('interval', `${from}/${to}`) };
  }
  const isProperty = (end: string | Term | undefined, property: string) =>
    typeof end === 'object' &&
    end.kind === 'property' &&
    end.queryable.kind === 'property' &&
    end.queryable.property === property;
  if (ends.length === 2 && isProperty(from, 'beginTime') && isProperty(to, 'endTime')) {
    return { kind: 'property', name: 'interval', queryable: { kind: 'interval' } };
  }
  throw invalidFilter("an interval has two ends: times or '..', or the product's begin and end");
}
