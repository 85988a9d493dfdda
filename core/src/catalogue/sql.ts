import { type AbortableQueryOptions, CompiledQuery } from 'kysely';
import type { Database } from './database.ts';

/**
 * Text of SQL with the values it binds; it can be part of another. Kysely's own template keeps a tree of nodes that
 * is walked and copied for each statement, which takes as long as PostgreSQL takes to find a page.
 */
export class Sql<Row = unknown> {
  /** One more than there are values, which belong between them. */
  readonly texts: readonly string[];
  readonly values: readonly unknown[];

  constructor(texts: readonly string[], values: readonly unknown[]) {
    this.texts = texts;
    this.values = values;
  }

  /** As PostgreSQL takes it: `$1` for the first value. */
  compile(): CompiledQuery<Row> {
    const [first = '', ...rest] = this.texts;
    const text = rest.reduce((before, after, i) => `${before}$${i + 1}${after}`, first);
    return CompiledQuery.raw(text, [...this.values]) as CompiledQuery<Row>;
  }

  execute(db: Database, options?: AbortableQueryOptions) {
    return db.executeQuery<Row>(this.compile(), options);
  }
}

/**
 * A template of SQL: pieces are put in, everything else is bound as a value. Names are written as the database has
 * them.
 * @example sql`select ${sqlName} from product where id = ${id}`
 */
export function sql<Row = unknown>(texts: readonly string[], ...parts: readonly unknown[]): Sql<Row> {
  const closed: string[] = [];
  const values: unknown[] = [];
  let open = texts[0]!;
  const bind = (value: unknown, after: string) => {
    closed.push(open);
    values.push(value);
    open = after;
  };
  for (const [i, part] of parts.entries()) {
    if (part instanceof Sql) {
      open += part.texts[0]!;
      for (const [k, value] of part.values.entries()) bind(value, part.texts[k + 1]!);
    } else bind(part, '');
    open += texts[i + 1]!;
  }
  return new Sql([...closed, open], values);
}

/** Text that holds nothing a client wrote. */
export const rawSql = (text: string) => new Sql([text], []);

/** Pieces, or values, one after the other. */
export function joinSql(parts: readonly unknown[], separator = ', '): Sql {
  const between = parts.slice(1).map(() => separator);
  return sql(['', ...between, ''], ...parts);
}
