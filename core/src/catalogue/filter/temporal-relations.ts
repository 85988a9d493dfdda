import type { TimeInterval } from '../../time/time-grammar.ts';
import { allOf, anyOf, compare, type Comparison, type Filter, not } from './filter.ts';
import type { SearchProperty } from './queryables.ts';

/** How one closed interval lies to another (OGC 21-065r2 §7.6, after J. F. Allen). */
export type TemporalRelation =
  | 'after'
  | 'before'
  | 'contains'
  | 'disjoint'
  | 'during'
  | 'equals'
  | 'finishedBy'
  | 'finishes'
  | 'intersects'
  | 'meets'
  | 'metBy'
  | 'overlappedBy'
  | 'overlaps'
  | 'startedBy'
  | 'starts';

/** Begin and end of what is asked about: two properties, or one twice where it is an instant. */
export type IntervalProperties = readonly [begin: SearchProperty, end: SearchProperty];

export const PRODUCT_TIME: IntervalProperties = ['beginTime', 'endTime'];

type Rule = readonly [side: 'begin' | 'end', comparison: Comparison, bound: 'begin' | 'end'];

/** What must hold between the ends of the property's interval and those of the given one. */
const RULES: Readonly<Record<Exclude<TemporalRelation, 'disjoint'>, readonly Rule[]>> = {
  after: [['begin', '>', 'end']],
  before: [['end', '<', 'begin']],
  contains: [
    ['begin', '<', 'begin'],
    ['end', '>', 'end'],
  ],
  during: [
    ['begin', '>', 'begin'],
    ['end', '<', 'end'],
  ],
  equals: [
    ['begin', '=', 'begin'],
    ['end', '=', 'end'],
  ],
  finishedBy: [
    ['begin', '<', 'begin'],
    ['end', '=', 'end'],
  ],
  finishes: [
    ['begin', '>', 'begin'],
    ['end', '=', 'end'],
  ],
  intersects: [
    ['begin', '<=', 'end'],
    ['end', '>=', 'begin'],
  ],
  meets: [['end', '=', 'begin']],
  metBy: [['begin', '=', 'end']],
  overlappedBy: [
    ['begin', '>', 'begin'],
    ['begin', '<', 'end'],
    ['end', '>', 'end'],
  ],
  overlaps: [
    ['begin', '<', 'begin'],
    ['end', '>', 'begin'],
    ['end', '<', 'end'],
  ],
  startedBy: [
    ['begin', '=', 'begin'],
    ['end', '>', 'end'],
  ],
  starts: [
    ['begin', '=', 'begin'],
    ['end', '<', 'end'],
  ],
};

export const temporalRelations = [...Object.keys(RULES), 'disjoint'] as readonly TemporalRelation[];

/** Products whose interval lies so to the given one, whose ends may be open (±Infinity). */
export function temporal(
  relation: TemporalRelation,
  properties: IntervalProperties,
  interval: TimeInterval,
): Filter {
  if (relation === 'disjoint') return not(temporal('intersects', properties, interval));
  return allOf(...RULES[relation].map((rule) => ruleFilter(rule, properties, interval)));
}

function ruleFilter([side, comparison, bound]: Rule, [begin, end]: IntervalProperties, given: TimeInterval) {
  const property = side === 'begin' ? begin : end;
  const ms = bound === 'begin' ? given.beginMs : given.endMs;
  if (Number.isFinite(ms)) return compare(property, comparison, new Date(ms));
  // Every time lies between the open ends, and none at one.
  return isAlways(comparison, ms) ? allOf() : anyOf();
}

const isAlways = (comparison: Comparison, ms: number) =>
  comparison === '<>' || comparison.startsWith(ms > 0 ? '<' : '>');

/**
 * A time compared with what a literal stands for, such as a day: `<` before it, `<=` not after it, `=` in it (or,
 * where the property is an interval, touching it).
 */
export function compareTime(
  properties: IntervalProperties,
  comparison: Comparison,
  at: TimeInterval,
): Filter {
  const [begin, end] = properties;
  switch (comparison) {
    case '<':
      return compare(end, '<', new Date(at.beginMs));
    case '<=':
      return compare(begin, '<=', new Date(at.endMs));
    case '>':
      return compare(begin, '>', new Date(at.endMs));
    case '>=':
      return compare(end, '>=', new Date(at.beginMs));
    case '=':
      return temporal('intersects', properties, at);
    case '<>':
      return temporal('disjoint', properties, at);
  }
}
