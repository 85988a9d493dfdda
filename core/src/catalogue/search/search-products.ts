import { sql } from 'kysely';
import { isPvsError, limitExceeded } from '../../errors.ts';
import type { Database } from '../database.ts';
import { withDatabase } from '../database-errors.ts';
import { loadProducts } from '../load-products.ts';
import {
  type KeyValue,
  type PageToken,
  readPageToken,
  unreadableToken,
  writePageToken,
} from './page-token.ts';
import type { ProductPage, ProductQuery } from './product-query.ts';
import {
  countStatement,
  roughStatement,
  type SearchRow,
  searchStatement,
  type Window,
} from './search-statement.ts';

export interface SearchLimits {
  /** How long a statement may take. */
  readonly timeoutMs: number;
  /** How far matches are counted when not asked to count exactly; beyond, the planner's estimate is given. */
  readonly countUpTo: number;
  /** Greatest offset; further pages are reached by tokens. */
  readonly maxOffset: number;
}

export const SEARCH_LIMITS: SearchLimits = { timeoutMs: 10_000, countUpTo: 1000, maxOffset: 10_000 };

/**
 * Finds products. A page costs what it holds, however deep it lies: tokens name a place in the order, where the
 * index begins. While products are registered, each one that was there is on exactly one page.
 * @param signal gives the search up
 * @throws InvalidInput `InvalidToken`; LimitExceeded `OffsetTooLarge`, `SearchTooLong`
 */
export async function searchProducts(
  db: Database,
  query: ProductQuery,
  limits: SearchLimits = SEARCH_LIMITS,
  signal?: AbortSignal,
): Promise<ProductPage> {
  const run: Run = { db, query, limits, signal };
  const window = windowOf(query, limits);
  const estimate = wantsEstimate(query, window) ? await estimateCount(run) : undefined;
  const counted = estimate !== undefined && estimate <= limits.countUpTo;
  const rows = query.limit === 0 ? [] : await findRows(run, { ...window, counted });
  const page = cutPage(rows, window);
  const total = await totalOf(run, window, page, estimate);
  const products = await productsOf(db, page.rows);
  return {
    products,
    startIndex: page.startIndex,
    ...(total && { total }),
    ...neighbours(query, page, total),
  };
}

/** The number is found with the first page where few are expected, and else after it, as far as that is worth while. */
const wantsEstimate = ({ count, limit }: ProductQuery, { token }: Window) =>
  count === 'bounded' && limit > 0 && !token?.total;

interface Run {
  readonly db: Database;
  readonly query: ProductQuery;
  readonly limits: SearchLimits;
  readonly signal: AbortSignal | undefined;
}

function windowOf(query: ProductQuery, { maxOffset }: SearchLimits): Window {
  const { limit, page } = query;
  if (!page) return { limit };
  if ('token' in page) return { limit, token: readPageToken(query, page.token) };
  if (page.offset <= maxOffset) return { limit, offset: page.offset };
  throw limitExceeded(
    `the first ${page.offset} products cannot be skipped: at most ${maxOffset}; follow the links to the next page`,
    { code: 'OffsetTooLarge', detail: { given: page.offset, allowed: maxOffset } },
  );
}

interface CutPage {
  readonly rows: readonly SearchRow[];
  readonly startIndex: number;
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
  readonly total: number | undefined;
}

/** One row more was asked for, to know whether there is another page. */
async function findRows(run: Run, window: Window): Promise<readonly SearchRow[]> {
  const statement = searchStatement(run.query, { ...window, limit: window.limit + 1 });
  try {
    return await timed(run, async (options) => (await statement.execute(run.db, options)).rows);
  } catch (error) {
    // A data exception: every other value was checked, but a made-up token may hold the 31st of February.
    if (window.token && String((error as { code?: unknown }).code).startsWith('22')) throw unreadableToken();
    throw error;
  }
}

function cutPage(found: readonly SearchRow[], { token, offset = 0, limit }: Window): CutPage {
  const more = found.length > limit;
  const rows = found.slice(0, limit);
  const total = found[0]?.total;
  if (token?.side === 'before') {
    const startIndex = more ? Math.max(0, token.index - rows.length) : 0;
    return { rows: rows.reverse(), startIndex, hasNext: true, hasPrevious: more, total };
  }
  const startIndex = token?.index ?? offset;
  return { rows, startIndex, hasNext: more, hasPrevious: token !== undefined || offset > 0, total };
}

async function totalOf(run: Run, { token }: Window, page: CutPage, estimate: number | undefined) {
  const { count, limit } = run.query;
  if (count === undefined) return undefined;
  if (page.total !== undefined) return { count: page.total, isExact: true };
  const seen = page.startIndex + page.rows.length;
  const isAll =
    token === undefined && !page.hasNext && limit > 0 && (page.rows.length > 0 || page.startIndex === 0);
  if (isAll) return { count: seen, isExact: true };
  if (token?.total) return token.total;
  return estimate === undefined ? countExactly(run) : countBounded(run, seen, estimate);
}

async function countExactly(run: Run) {
  const { rows } = await timed(run, (options) =>
    countStatement(run.query, undefined).execute(run.db, options),
  );
  return { count: rows[0]!.count, isExact: true };
}

async function countBounded(run: Run, seen: number, estimate: number) {
  const { countUpTo } = run.limits;
  if (estimate <= countUpTo * 4) {
    const statement = countStatement(run.query, countUpTo + 1);
    const { rows } = await timed(run, (options) => statement.execute(run.db, options));
    const { count } = rows[0]!;
    if (count <= countUpTo) return { count, isExact: true };
  }
  return { count: Math.max(estimate, countUpTo + 1, seen), isExact: false };
}

interface Plan {
  readonly 'Plan Rows': number;
}

/** What the planner expects to match, from its statistics. */
async function estimateCount(run: Run): Promise<number> {
  const explained = sql<{
    'QUERY PLAN': readonly { Plan: Plan }[];
  }>`explain (format json) ${roughStatement(run.query)}`;
  const { rows } = await timed(run, (options) => explained.execute(run.db, options));
  const [explanation] = Object.values(rows[0] ?? {})[0] ?? [];
  return explanation?.Plan['Plan Rows'] ?? 0;
}

/** In the order of the rows. What was removed meanwhile is not there any more. */
async function productsOf(db: Database, rows: readonly SearchRow[]) {
  const loaded = await loadProducts(
    db,
    rows.map(({ identifier }) => identifier),
  );
  const byIdentifier = new Map(loaded.map((product) => [product.identifier, product]));
  return rows.flatMap(({ identifier }) => byIdentifier.get(identifier) ?? []);
}

function neighbours(query: ProductQuery, page: CutPage, total: PageToken['total']) {
  const token = (side: PageToken['side'], row: SearchRow | undefined, index: number) =>
    row && writePageToken(query, { side, keys: row.keys as KeyValue[], index, ...(total && { total }) });
  const next = page.hasNext && token('after', page.rows.at(-1), page.startIndex + page.rows.length);
  const previous = page.hasPrevious && token('before', page.rows[0], page.startIndex);
  return { ...(next ? { next } : {}), ...(previous ? { previous } : {}) };
}

type Options = { readonly signal: AbortSignal; readonly inflightQueryAbortStrategy: 'cancel query' };

/** Cancels the statement, in the database too, when its time is over or nobody waits for it any more. */
async function timed<T>({ limits, signal }: Run, run: (options: Options) => Promise<T>): Promise<T> {
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
  try {
    return await withDatabase(() => run({ signal: either, inflightQueryAbortStrategy: 'cancel query' }));
  } catch (error) {
    if (!timeout.aborted || isPvsError(error, 'InvalidInput')) throw error;
    throw limitExceeded(
      `the search took longer than ${limits.timeoutMs / 1000} s: narrow it down by place, time or collection`,
      { code: 'SearchTooLong', detail: { allowedMs: limits.timeoutMs }, cause: error },
    );
  }
}
