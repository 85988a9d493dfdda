import type { Comparison, Filter, FilterValue } from '../filter/filter.ts';
import type { SearchProperty } from '../filter/queryables.ts';
import type { CountableProducts } from './counted-columns.ts';
import { type NumberReader, numberReader, type TextReader, textReader } from './row-values.ts';

/** Whether a condition holds for the product of a row; undefined is SQL's unknown. */
export type RowCondition = (row: number) => boolean | undefined;

/** The filter as a condition on rows, which holds where SQL's does; undefined where rows cannot tell. */
export function rowCondition(filter: Filter, from: CountableProducts): RowCondition | undefined {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return compound(filter, from);
    case 'not':
      return negation(rowCondition(filter.part, from));
    case 'compare':
      return comparison(filter, from);
    case 'in':
      return oneOf(filter, from);
    case 'isNull':
      return absence(filter.property, from);
    case 'compareProperties': {
      const [left, right] = [numberReader(filter.left, from), numberReader(filter.right, from)];
      return left && right && comparing(left, filter.comparison, right);
    }
    case 'like':
    case 'spatial':
      return undefined;
  }
}

type Compound = Extract<Filter, { kind: 'and' | 'or' }>;

/** One part decides: what is false makes all of it false, what is true makes one of it true. */
function compound({ kind, parts }: Compound, from: CountableProducts): RowCondition | undefined {
  const conditions = parts.map((part) => rowCondition(part, from)).filter((part) => part !== undefined);
  if (conditions.length < parts.length) return undefined;
  const decisive = kind === 'or';
  return (row) => {
    let isKnown = true;
    for (const condition of conditions) {
      const holds = condition(row);
      if (holds === decisive) return decisive;
      isKnown &&= holds !== undefined;
    }
    return isKnown ? !decisive : undefined;
  };
}

const negation = (part: RowCondition | undefined): RowCondition | undefined =>
  part &&
  ((row) => {
    const holds = part(row);
    return holds === undefined ? undefined : !holds;
  });

/** By the sign of what is left when the second is taken from the first. */
const SIGNS: Readonly<Record<Comparison, readonly [less: boolean, same: boolean, more: boolean]>> = {
  '=': [false, true, false],
  '<>': [true, false, true],
  '<': [true, false, false],
  '<=': [true, true, false],
  '>': [false, false, true],
  '>=': [false, true, true],
};

function comparing(left: NumberReader, comparison: Comparison, right: NumberReader): RowCondition {
  const [less, same, more] = SIGNS[comparison];
  return (row) => {
    const a = left(row);
    const b = right(row);
    if (a < b) return less;
    if (a > b) return more;
    return a === b ? same : undefined;
  };
}

/** Which text comes first is a matter of the database's language: only equality is told here. */
function comparison(
  { property, comparison, value }: Extract<Filter, { kind: 'compare' }>,
  from: CountableProducts,
): RowCondition | undefined {
  const numbers = numberReader(property, from);
  const wanted = numberOf(value);
  if (numbers && wanted !== undefined) return comparing(numbers, comparison, () => wanted);
  const texts = textReader(property, from);
  if (!texts || typeof value !== 'string' || (comparison !== '=' && comparison !== '<>')) return undefined;
  return amongTexts(texts, [value], comparison === '=');
}

function oneOf(
  { property, values }: Extract<Filter, { kind: 'in' }>,
  from: CountableProducts,
): RowCondition | undefined {
  if (values.length === 0) return () => false;
  const numbers = numberReader(property, from);
  const wanted = new Set(values.map(numberOf));
  if (numbers && !wanted.has(undefined)) {
    return (row) => {
      const value = numbers(row);
      return Number.isNaN(value) ? undefined : wanted.has(value);
    };
  }
  const texts = textReader(property, from);
  const strings = values.filter((value) => typeof value === 'string');
  return texts && strings.length === values.length ? amongTexts(texts, strings, true) : undefined;
}

function amongTexts(texts: TextReader, wanted: readonly string[], holds: boolean): RowCondition {
  const ids = new Set(wanted.map(texts.idOf));
  return (row) => {
    const id = texts.idAt(row);
    return id === 0 ? undefined : ids.has(id) === holds;
  };
}

const numberOf = (value: FilterValue): number | undefined =>
  value instanceof Date ? value.getTime() : typeof value === 'number' ? value : undefined;

function absence(property: SearchProperty, from: CountableProducts): RowCondition | undefined {
  const numbers = numberReader(property, from);
  if (numbers) return (row) => Number.isNaN(numbers(row));
  const texts = textReader(property, from);
  return texts && ((row) => texts.idAt(row) === 0);
}
