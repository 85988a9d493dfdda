import type { CompiledQuery } from 'kysely';
import pg from 'pg';
import type { Database } from '@pvs/core/catalogue/database';
import type { ProductQuery } from '@pvs/core/catalogue/search/product-query';
import type { Window } from '@pvs/core/catalogue/search/page-columns';
import { countStatement, searchStatement } from '@pvs/core/catalogue/search/search-statement';
import { rawSql, type Sql, sql } from '@pvs/core/catalogue/sql';
import { catalogueSize, chooseWay, type SearchWay } from '@pvs/core/catalogue/search/search-way';
import { furtherPages, queryKinds } from './query-kinds.ts';

/** What PostgreSQL does for one kind of search. */
export interface ExplainedQuery {
  readonly name: string;
  readonly statement: 'page' | 'count';
  readonly way: SearchWay;
  readonly sql: string;
  readonly plan: string;
}

/** The plans of every kind of search with what came of them: its page, and its count as far as 1000. */
export async function explainQueries(db: Database): Promise<readonly ExplainedQuery[]> {
  const explained: ExplainedQuery[] = [];
  for (const [name, query] of Object.entries(queryKinds)) {
    explained.push(await explain(db, name, 'page', query), await explain(db, name, 'count', query));
  }
  for (const [name, { query, window }] of Object.entries(furtherPages)) {
    explained.push(await explain(db, name, 'page', query, window));
  }
  return explained;
}

async function explain(
  db: Database,
  name: string,
  kind: 'page' | 'count',
  query: ProductQuery,
  window: Window = { limit: query.limit + 1 },
) {
  const way = chooseWay(query, window, await catalogueSize(db));
  const statement = kind === 'page' ? searchStatement(query, window, way) : countStatement(query, 1001);
  const compiled = statement.compile();
  const plan =
    kind === 'page' && way !== 'plan' ? await preparedPlan(db, compiled) : await plannedFor(db, statement);
  return {
    ...{ name, statement: kind, way, plan: shortened(plan) },
    sql: compiled.sql.replaceAll(/\s+/g, ' '),
  };
}

const EXPLAIN = 'explain (analyze, costs off, timing off, buffers)';

async function plannedFor(db: Database, statement: Sql): Promise<string> {
  const { rows } = await sql<Explained>`${rawSql(EXPLAIN)} ${statement}`.execute(db);
  return textOf(rows);
}

/** The plan that a prepared statement has for whatever values it gets. */
async function preparedPlan(db: Database, { sql: text, parameters }: CompiledQuery): Promise<string> {
  return db.connection().execute(async (connection) => {
    const run = (statement: string) => (rawSql(statement) as Sql<Explained>).execute(connection);
    await run('set plan_cache_mode = force_generic_plan');
    await run(`prepare explained as ${text}`);
    const { rows } = await run(`${EXPLAIN} execute explained (${parameters.map(literal).join(', ')})`);
    await run('deallocate explained');
    await run('reset plan_cache_mode');
    return textOf(rows);
  });
}

const literal = (value: unknown) => (value === null ? 'null' : pg.escapeLiteral(textValue(value)));

const textValue = (value: unknown) =>
  value instanceof Date
    ? value.toISOString()
    : Array.isArray(value)
      ? `{${value.map((v) => JSON.stringify(v)).join(',')}}`
      : String(value);

interface Explained {
  readonly 'QUERY PLAN': string;
}

const textOf = (rows: readonly Explained[]) => rows.map((row) => Object.values(row)[0] as string).join('\n');

/** Geometries in hexadecimal, and what depends on the machine, left out. */
const shortened = (plan: string) =>
  plan
    .replaceAll(/'01[0-9A-F]{30,}'/g, "'…'")
    .replaceAll(/^ *Planning:\n *Buffers:.*\n/gm, '')
    .split('\n')
    .filter((line) => !/Memory|Worker|Sort Method|Sort Space/.test(line))
    .map((line) => (line.length > 180 ? `${line.slice(0, 179)}…` : line))
    .join('\n');

const WAYS: Readonly<Record<SearchWay, string>> = {
  gather: 'Gathered:',
  walk: 'Walked to:',
  plan: 'Planned:',
};

/** The page that `docs/catalogue-queries.md` is. */
export function describePlans(explained: readonly ExplainedQuery[], products: number): string {
  const parts = explained
    .filter(({ statement }) => statement === 'page')
    .map(({ name, way, sql, plan }) => {
      const count = explained.find((other) => other.name === name && other.statement === 'count');
      const counted = way === 'plan' && count ? `\nThe count:\n\n\`\`\`\n${count.plan}\n\`\`\`\n` : '';
      return `## ${name[0]!.toUpperCase()}${name.slice(1)}\n\n${WAYS[way]}\n\n\`\`\`sql\n${sql}\n\`\`\`\n\n\`\`\`\n${plan}\n\`\`\`\n${counted}`;
    });
  return `${INTRODUCTION.replace('COUNT', products.toLocaleString('en').replaceAll(',', ' '))}\n${parts.join('\n')}`;
}

const INTRODUCTION = `# How searches are answered

What PostgreSQL does for each kind of search, on a generated archive of COUNT products: written by \`npm run bench -- catalogue explain\`. No kind reads the whole table; a test holds that (\`bench/src/catalogue/explain-queries.test.ts\`).

A page is one statement and one row, which brings the products as one text (\`product_record\`). How it is found (\`core/src/catalogue/search/search-way.ts\`):

- **gather**: all that a small place holds in the time asked for is read from the index of slots (\`product_slot\`: boxes, moved apart by collection and by quarters of 92 days), without the table where the search asks for collection, time, clouds and identifier only; it is sorted and counted on the way, whatever the order. What a box spans from side to side it meets, and what has its core there, a box that the footprint covers; only of other footprints (one in fifteen) the shape is looked at. The statement is prepared: planning it would take longer than running it, and its values are hidden from the planner, which would sometimes plan it for them even so. One that finds more than 4000 is planned instead.
- **walk**: a further page of a large result begins in the index of the newest where the last one ended. Prepared as well, with the place hidden from the indexes of places.
- **plan**: everything else is planned for its values. The planner chooses between reading on in the order of time (\`product_newest\`) and other indexes; what it needs for that are true selectivities, so the exact test of footprints is a function with the cost that was measured (migration 005).

A search by time has two branches: what begins at most a day before the time asked for, found by a range of begins, and the few products that last longer than a day, which have an index of their own.

Planned first pages also count: the planner's estimate says whether that is worth while, and if so at most 1000 are counted exactly. Further pages take the number over in their token.

Sorting by an attribute other than the times and the identifier reads all that matches: of a small place that is gathered anyway. The first page in the order of a number (clouds, an orbit) begins with products found in memory ([decision 022](decisions/022-counts-come-from-memory.md)), where a service follows the catalogue; further pages, and other orders, end after 10 seconds (\`limits.searchTimeS\`) where too much matches, with an error that says so.

## What they cost

\`npm run bench -- catalogue\`: ten clients at once (\`wrk\`, which takes 0.06 ms of a request), pages of ten, over HTTP; service (one process, with the flags of its container), database and clients share two cores. Measured in runs of 10 seconds when everything is compiled and in memory and no records are read ahead any more, while nothing else ran; the archives were generated without \`fsync\`.

|                                                    | 10 000 products | 1 000 000 products |
| -------------------------------------------------- | --------------- | ------------------ |
| **processor time: service + database**             |                 |                    |
| first page: box, time and clouds                   | 0.46 + 0.21 ms  | 1.03 + 0.74 ms     |
| page 62 and page 1000 of the world                 | 0.95 + 0.18 ms  | 1.01 + 0.25 ms     |
| **p50, p99: clients that never pause**             |                 |                    |
| first page                                         | 4.3, 8.8 ms     | 9.9, 22.6 ms       |
| page 62 and page 1000                              | 9.2, 15.4 ms    | 9.6, 18.9 ms       |
| one product by its identifier, none of these found | 2.6, 10.0 ms    | 2.8, 10.4 ms       |
| **p50, p99: clients that pause for 90 ms**         |                 |                    |
| first page                                         | 1.4, 3.3 ms     | 3.1, 7.3 ms        |
| page 62 and page 1000                              | 2.0, 4.4 ms     | 2.3, 5.3 ms        |

The figures of a million products are medians of three runs, whose p50 of first pages were 9.8, 9.9 and 10.1 ms. Ten clients that never pause wait for ten requests, one after the other in the one thread of the service: at 1 ms of processor time each that is 10 ms, so that a machine with more to do than this has more. Two processes for the same two cores, as \`./pvs up\` has them, answered page 1000 a sixth sooner and first pages no sooner, whose database and service take all of both cores. A first page among 10 000 products holds one or two of them, among a million ten (48 kB of JSON), which take the service a third of its time to read and to write; writing them as text instead of objects took longer.

A service that follows a million products reads them in 200 pages of 10 ms each, 15 s of its processor time where it also counts them, and takes 1.0 GB then: 0.3 GB of columns, 0.2 on V8's heap, the rest room that reading left. By \`npm run bench -- register\`, with \`fsync\`, in two runs of 5 seconds each, four workers registered 650 and 940 products a second among a million (p50 5.0 and 3.9 ms, p99 23 and 11 ms) and one 480 and 520 (p50 1.9 ms, p99 5 ms); bare commits of one row came to 3800 to 4100 and 1900 to 2600. Of a registration the core of its footprint takes the database 0.03 ms.
`;
