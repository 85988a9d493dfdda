import { allOf, type Comparison, type Filter } from '@pvs/core/catalogue/filter/filter';
import { comparisonOf, inListOf, type Term } from '@pvs/core/catalogue/filter/filter-terms';
import { invalidInput } from '@pvs/core/errors';

const RANGE = /^([[\]])\s*([^,[\]{}]*?)\s*(?:,\s*([^,[\]{}]*?)\s*)?([[\]])$/;
const FROM = /^([[\]])\s*([^,[\]{}]+?)$/;
const TO = /^([^,[\]{}]+?)\s*([[\]])$/;

/**
 * Reads the grammar of EO search parameters (OGC 13-026r9 table 6) into a condition on a property: a value, a set
 * `{a,b}`, an interval `[a,b]` without its ends as `]a,b[`, or half of one, `[a` and `b]`.
 * @throws InvalidInput `InvalidRange`
 */
export function rangeFilter(term: Term, text: string): Filter {
  const given = text.trim();
  const set = /^\{(.*)\}$/s.exec(given)?.[1];
  if (set !== undefined) return inListOf(term, set.split(',').map(literal));
  const whole = RANGE.exec(given);
  if (whole) return bounded(term, whole.slice(1) as [string, string, string | undefined, string], given);
  const from = FROM.exec(given);
  if (from) return comparisonOf(term, above(from[1]!), literal(from[2]!));
  const to = TO.exec(given);
  if (to) return comparisonOf(term, below(to[2]!), literal(to[1]!));
  return comparisonOf(term, '=', literal(given));
}

/** `[a,b]`, where either may be left out. */
function bounded(
  term: Term,
  [open, from, to, close]: [string, string, string | undefined, string],
  given: string,
) {
  if (to === undefined || (from === '' && to === '')) throw unreadable(given);
  if (isReversed(from, to)) {
    throw invalidInput(`the interval ${given} ends before it begins`, { code: 'InvalidRange' });
  }
  const parts: Filter[] = [];
  if (from !== '') parts.push(comparisonOf(term, above(open), literal(from)));
  if (to !== '') parts.push(comparisonOf(term, below(close), literal(to)));
  return allOf(...parts);
}

/** `]a` leaves `a` out, and so does `b[`. */
const above = (bracket: string): Comparison => (bracket === '[' ? '>=' : '>');
const below = (bracket: string): Comparison => (bracket === ']' ? '<=' : '<');

const literal = (text: string): Term => ({ kind: 'literal', value: text.trim() });

/** Numbers by value; times are compared as texts where both are of the same form. */
function isReversed(from: string, to: string): boolean {
  if (from === '' || to === '') return false;
  const [a, b] = [Number(from), Number(to)];
  if (!Number.isNaN(a) && !Number.isNaN(b)) return a > b;
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  return begin > end;
}

const unreadable = (given: string) =>
  invalidInput(`cannot read '${given}': expected a value, {a,b}, [a,b], ]a,b[, [a or b]`, {
    code: 'InvalidRange',
  });
