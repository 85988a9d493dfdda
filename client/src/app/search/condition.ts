import { formatInstant, parseInstant } from '../time/time-interval.ts';
import type { Queryable } from './queryable.ts';

/** How an attribute is compared; `~` finds a part of a text. */
export const comparisons = { text: ['=', '~'], number: ['<=', '>=', '='], time: ['>=', '<='] } as const;

export type Comparison = '=' | '<=' | '>=' | '~';

/** What an attribute of the products must be. */
export interface Condition {
  readonly queryable: Queryable;
  readonly comparison: Comparison;
  readonly value: string;
}

/** As the page's URL has it, e.g. `orbitNumber>=5000`. */
export const formatCondition = ({ queryable, comparison, value }: Condition) =>
  `${queryable.attribute}${comparison}${value}`;

/** Reads {@link formatCondition}; undefined where the attribute is not known or the value does not fit it. */
export function parseCondition(text: string, queryables: readonly Queryable[]): Condition | undefined {
  const [, attribute, comparison, value = ''] = /^(\w+)(<=|>=|=|~)(.+)$/s.exec(text) ?? [];
  const queryable = queryables.find((each) => each.attribute === attribute);
  const allowed: readonly string[] = queryable ? comparisons[queryable.type] : [];
  if (!queryable || !allowed.includes(comparison ?? '') || !fits(queryable, value)) return undefined;
  return { queryable, comparison: comparison as Comparison, value };
}

function fits({ type }: Queryable, value: string): boolean {
  if (type === 'number') return value.trim() !== '' && Number.isFinite(Number(value));
  return type === 'text' || parseInstant(value) !== undefined;
}

/** In CQL, as OpenSearch takes it. */
export function cqlCondition({ queryable, comparison, value }: Condition): string {
  if (queryable.type === 'time')
    return `${queryable.attribute} ${comparison} ${formatInstant(parseInstant(value) ?? 0)}`;
  return compare(queryable.attribute, queryable, comparison, value);
}

/** In CQL2, as STAC takes it. */
export function cql2Condition({ queryable, comparison, value }: Condition): string {
  const name = `"${queryable.stacName}"`;
  if (queryable.type === 'time')
    return `${name} ${comparison} TIMESTAMP('${formatInstant(parseInstant(value) ?? 0)}')`;
  return compare(name, queryable, comparison, value);
}

function compare(name: string, { type }: Queryable, comparison: Comparison, value: string): string {
  if (type === 'number') return `${name} ${comparison} ${Number(value)}`;
  return comparison === '~' ? `${name} LIKE ${quoted(`%${value}%`)}` : `${name} = ${quoted(value)}`;
}

/** A text of CQL and CQL2. */
export const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
