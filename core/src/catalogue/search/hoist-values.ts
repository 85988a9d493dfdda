import { Sql } from '../sql.ts';

export interface Hoisted {
  /** The values as columns for a common table expression, each with a comma behind it. */
  readonly columns: Sql;
  /** The statement, which takes them from there. */
  readonly statement: Sql;
}

/** What says the type of the value before it; without it a value is text. */
const CAST = /^::([a-z0-9]+(?:\[\])?)/;

/**
 * A statement whose values are columns of a row instead of parameters. PostgreSQL then does not know them when it
 * plans, not even the first times that it is given a prepared statement: what they happen to be at these times would
 * decide whether it ever keeps a plan, or makes one for each execution.
 * @param row the common table expression that will have the columns
 */
export function hoistValues({ texts, values }: Sql, row: string): Hoisted {
  const types = values.map((_, i) => CAST.exec(texts[i + 1]!)?.[1]);
  const columns = ['', ...types.map((type, i) => `::${type ?? 'text'} as value_${i}, `)];
  const [first = '', ...rest] = texts;
  const after = rest.map((text, i) => `${row}.value_${i}${text.slice(types[i] ? types[i].length + 2 : 0)}`);
  return { columns: new Sql(columns, values), statement: new Sql([[first, ...after].join('')], []) };
}
