import { sql } from 'kysely';
import type { Database } from '@pvs/core/catalogue/database';
import type { ProductQuery } from '@pvs/core/catalogue/search/product-query';
import { countStatement, searchStatement } from '@pvs/core/catalogue/search/search-statement';
import { queryKinds } from './query-kinds.ts';

/** What PostgreSQL does for one kind of search. */
export interface ExplainedQuery {
  readonly name: string;
  readonly statement: 'page' | 'count';
  readonly sql: string;
  readonly plan: string;
}

/** The plans of every kind of search with what came of them: its page, and its count as far as 1000. */
export async function explainQueries(db: Database): Promise<readonly ExplainedQuery[]> {
  const explained: ExplainedQuery[] = [];
  for (const [name, query] of Object.entries(queryKinds)) {
    explained.push(await explain(db, name, 'page', query), await explain(db, name, 'count', query));
  }
  return explained;
}

async function explain(db: Database, name: string, kind: 'page' | 'count', query: ProductQuery) {
  const statement =
    kind === 'page' ? searchStatement(query, { limit: query.limit + 1 }) : countStatement(query, 1001);
  const { rows } = await sql<{
    'QUERY PLAN': string;
  }>`explain (analyze, costs off, timing off, buffers) ${statement}`.execute(db);
  const plan = rows.map((row) => Object.values(row)[0]).join('\n');
  return {
    name,
    statement: kind,
    sql: statement.compile(db).sql.replaceAll(/\s+/g, ' '),
    plan: shortened(plan),
  };
}

/** Geometries in hexadecimal, and what depends on the machine, left out. */
const shortened = (plan: string) =>
  plan
    .replaceAll(/'01[0-9A-F]{30,}'/g, "'…'")
    .replaceAll(/^ *Planning:\n *Buffers:.*\n/gm, '')
    .split('\n')
    .filter((line) => !/Memory|Worker|Sort Method|Sort Space/.test(line))
    .map((line) => (line.length > 180 ? `${line.slice(0, 179)}…` : line))
    .join('\n');

/** The page that `docs/catalogue-queries.md` is. */
export function describePlans(explained: readonly ExplainedQuery[], products: number): string {
  const parts = Object.keys(queryKinds).map((name) => {
    const [page, count] = (['page', 'count'] as const).map((statement) =>
      explained.find((e) => e.name === name && e.statement === statement)!,
    );
    return `## ${name[0]!.toUpperCase()}${name.slice(1)}\n\n\`\`\`sql\n${page!.sql}\n\`\`\`\n\n\`\`\`\n${page!.plan}\n\`\`\`\n\nThe count:\n\n\`\`\`\n${count!.plan}\n\`\`\`\n`;
  });
  return `${INTRODUCTION.replace('COUNT', products.toLocaleString('en').replaceAll(',', ' '))}\n${parts.join('\n')}`;
}

const INTRODUCTION = `# How searches are answered

What PostgreSQL does for each kind of search, on a generated archive of COUNT products: written by \`npm run bench -- catalogue explain\`. No kind reads the whole table; a test holds that (\`bench/src/catalogue/explain-queries.test.ts\`).

A search is one statement that finds the identifiers of a page, and one that loads these products. A search by time has two branches: what begins at most a day before the time asked for, found by a range of begins, and the few products that last longer than a day, which have an index of their own. The planner chooses for each branch between reading on in the order of time (\`product_newest\`) and finding all that lies there (\`product_space_time\`); what it needs for that are true selectivities, so the exact test of footprints is a function with the cost that was measured (migration 005).

The first page also counts: the planner's estimate says whether that is worth while, and if so at most 1000 are counted exactly. Deeper pages take the number over in their token, and begin in the index where the last page ended.

Sorting by an attribute other than the times and the identifier reads all that matches; it ends after 10 seconds with an error that says so.
`;
