import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { postgresTime } from './postgres-time.ts';

/** Text that begins with this is parsed and planned once a connection, for whatever parameters it has. */
export const PREPARED = '/*prepared*/';

/** Statements that a connection keeps; filters that clients write could make any number. */
const MOST_STATEMENTS = 100;

type Answered = (error: Error | null | undefined, result: unknown) => void;
type Query = (...given: unknown[]) => unknown;

/** The driver would take times apart by the rules of the time zone that the process is in. */
const written = (value: unknown): unknown => (value instanceof Date ? postgresTime(value) : value);

/**
 * A connection that names the statements marked {@link PREPARED}, so that PostgreSQL keeps their plans. After a few
 * executions it plans them for parameters it does not know: they must be ones for which one plan is right.
 */
export class PreparedClient extends pg.Client {
  // The embedded database has one session for all connections, in which names of two would meet.
  readonly #prefix = randomBytes(6).toString('hex');
  readonly #names = new Map<string, string>();

  override query = ((text: unknown, values?: unknown, ...rest: unknown[]) => {
    const run = super.query.bind(this) as Query;
    const isPlain = typeof text === 'string' && typeof values !== 'function' && rest.length === 0;
    return isPlain ? this.#promise(run, text, values) : run(text, values, ...rest);
  }) as pg.Client['query'];

  /**
   * As the driver promises by itself, which sets the callback of a query after it is made: then V8 keeps answers that
   * are long read until it goes through the whole heap, and copies them whenever it collects what is young. A query
   * that is made here is not made again from a copy of what describes it, either.
   */
  #promise(run: Query, text: string, values: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const answered: Answered = (error, result) => (error ? reject(error) : resolve(result));
      const query = new pg.Query(text, Array.isArray(values) ? values.map(written) : undefined, answered);
      if (text.startsWith(PREPARED)) Object.assign(query, { name: this.#nameOf(text) });
      run(query);
    });
  }

  #nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= MOST_STATEMENTS) return known;
    const name = `${this.#prefix}_${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }
}
