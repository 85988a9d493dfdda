import { limitExceeded } from '../../errors.ts';
import type { FirstProducts } from '../counting/find-first.ts';
import type { Database } from '../database.ts';
import type { StoredProduct } from '../product.ts';
import { sql } from '../sql.ts';
import { productsOfRecords } from '../stored-record.ts';
import { type PageToken, readPageToken, unreadableToken, writePageToken } from './page-token.ts';
import type { ProductPage, ProductQuery } from './product-query.ts';
import { MOST_GATHERED } from './gather-statement.ts';
import type { FoundPage, Window } from './page-columns.ts';
import { placeOf } from './place-of.ts';
import { countStatement, roughStatement, searchStatement } from './search-statement.ts';
import { runTimed } from './run-timed.ts';
import { checkPositions, SEARCH_LIMITS, type SearchLimits } from './search-limits.ts';
import { catalogueSize, chooseWay, isInOrderOfTime, type SearchWay } from './search-way.ts';

/**
 * Finds products. A page costs what it holds, however deep it lies: tokens name a place in the order, where the
 * index begins. While products are registered, each one that was there is on exactly one page.
 * @param signal gives the search up
 * @param findFirst tells which products a search begins with, where it knows
 * @throws InvalidInput `InvalidToken`; LimitExceeded `OffsetTooLarge`, `TooManyPositions`, `SearchTooLong`
 */
export async function searchProducts(
  db: Database,
  query: ProductQuery,
  limits: SearchLimits = SEARCH_LIMITS,
  signal?: AbortSignal,
  findFirst?: FindFirst,
): Promise<ProductPage> {
  checkPositions(query.filter, limits);
  const run: Run = { db, query, limits, signal, findFirst };
  const window = windowOf(query, limits);
  const page = cutPage(await findPage(run, window), window);
  const total = await totalOf(run, window, page);
  return {
    products: page.products,
    startIndex: page.startIndex,
    ...(total && { total }),
    ...neighbours(query, page, total),
  };
}

/** See `findFirst` of `../counting/find-first.ts`. */
export type FindFirst = (
  query: ProductQuery,
  limit: number,
  signal?: AbortSignal,
) => Promise<FirstProducts | undefined>;

interface Run {
  readonly db: Database;
  readonly query: ProductQuery;
  readonly limits: SearchLimits;
  readonly signal: AbortSignal | undefined;
  readonly findFirst: FindFirst | undefined;
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
  readonly products: readonly StoredProduct[];
  readonly startIndex: number;
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
  readonly found: Found;
}

/** In the direction of reading. */
interface Found {
  /** Those of the page, and one more where there are others beyond. */
  readonly products: readonly StoredProduct[];
  readonly registered?: FoundPage['registered'];
  /** What the planner expects to match, where it was asked. */
  readonly estimate?: number;
  /** How many match, where that is known without counting. */
  readonly total?: number;
}

/** The products of the page, in the way that is the fastest one, with one more to know whether there is another page. */
async function findPage(run: Run, window: Window): Promise<Found> {
  if (run.query.limit === 0) return { products: [] };
  const way = chooseWay(run.query, window, await catalogueSize(run.db));
  if (way !== 'plan') {
    const page = await readPage(run, window, way);
    if (way === 'walk' || (page.total ?? 0) <= MOST_GATHERED) return page;
  }
  const first = await findFirstPage(run, window);
  if (first) return first;
  const estimate = wantsEstimate(run.query, window) ? await expectedCount(run) : undefined;
  const counted = estimate !== undefined && estimate <= run.limits.countUpTo;
  const page = await readPage(run, { ...window, counted }, 'plan');
  return { ...page, ...(estimate === undefined ? {} : { estimate }) };
}

/** Where the order is that of no index; undefined also where products have changed meanwhile. */
async function findFirstPage(run: Run, window: Window): Promise<Found | undefined> {
  const { query, findFirst, signal } = run;
  const { token, offset = 0, limit } = window;
  if (!findFirst || token || isInOrderOfTime(query)) return undefined;
  const first = await findFirst(query, offset + limit + 1, signal);
  if (!first) return undefined;
  const { identifiers, total } = first;
  const page = await readPage({ ...run, query: { ...query, identifiers } }, window, 'plan');
  const expected = Math.min(limit + 1, Math.max(0, identifiers.length - offset));
  return page.products.length === expected ? { ...page, total } : undefined;
}

/** The number is found with the first page where few are expected, and else after it, as far as that is worth while. */
const wantsEstimate = ({ count }: ProductQuery, { token }: Window) => count === 'bounded' && !token?.total;

/** No more than identifiers are asked for; planning what else is expected takes as long as finding them. */
const expectedCount = async (run: Run) =>
  run.query.identifiers && run.query.identifiers.length <= run.limits.countUpTo
    ? run.query.identifiers.length
    : estimateCount(run);

async function readPage(run: Run, window: Window, way: SearchWay): Promise<Found> {
  const statement = searchStatement(run.query, window, way);
  try {
    const { rows } = await runTimed(run.limits.timeoutMs, run.signal, (options) =>
      statement.execute(run.db, options),
    );
    const { records, registered, total } = rows[0]!;
    return { products: productsOfRecords(records ?? ''), registered, ...(total === null ? {} : { total }) };
  } catch (error) {
    // A data exception: every other value was checked, but a made-up token may hold the 31st of February.
    if (window.token && String((error as { code?: unknown }).code).startsWith('22')) throw unreadableToken();
    throw error;
  }
}

function cutPage(found: Found, { token, offset = 0, limit }: Window): CutPage {
  const more = found.products.length > limit;
  const products = found.products.slice(0, limit);
  if (token?.side === 'before') {
    const startIndex = more ? Math.max(0, token.index - products.length) : 0;
    return { products: products.reverse(), startIndex, hasNext: true, hasPrevious: more, found };
  }
  const startIndex = token?.index ?? offset;
  return { products, startIndex, hasNext: more, hasPrevious: token !== undefined || offset > 0, found };
}

async function totalOf(run: Run, { token }: Window, page: CutPage) {
  const { count, limit } = run.query;
  if (count === undefined) return undefined;
  if (token?.total) return token.total;
  const { found } = page;
  const counted = token === undefined ? found.total : undefined;
  if (counted !== undefined) return { count: counted, isExact: true };
  const seen = page.startIndex + page.products.length;
  const isAll =
    token === undefined && !page.hasNext && limit > 0 && (page.products.length > 0 || page.startIndex === 0);
  if (isAll) return { count: seen, isExact: true };
  if (count === 'exact') return countExactly(run);
  return countBounded(run, seen, found.estimate ?? (await estimateCount(run)));
}

async function countExactly(run: Run) {
  const { rows } = await runTimed(run.limits.timeoutMs, run.signal, (options) =>
    countStatement(run.query, undefined).execute(run.db, options),
  );
  return { count: rows[0]!.count, isExact: true };
}

async function countBounded(run: Run, seen: number, estimate: number) {
  const { countUpTo } = run.limits;
  if (estimate <= countUpTo * 4) {
    const statement = countStatement(run.query, countUpTo + 1);
    const { rows } = await runTimed(run.limits.timeoutMs, run.signal, (options) =>
      statement.execute(run.db, options),
    );
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
  const { rows } = await runTimed(run.limits.timeoutMs, run.signal, (options) =>
    explained.execute(run.db, options),
  );
  const [explanation] = Object.values(rows[0] ?? {})[0] ?? [];
  return explanation?.Plan['Plan Rows'] ?? 0;
}

function neighbours(query: ProductQuery, page: CutPage, total: PageToken['total']) {
  const { products, registered } = page.found;
  const write = (side: PageToken['side'], product: StoredProduct | undefined, index: number) => {
    if (!product) return undefined;
    const keys = placeOf(query, product, registered?.[products.indexOf(product)]);
    return writePageToken(query, { side, keys, index, ...(total && { total }) });
  };
  const next = page.hasNext && write('after', page.products.at(-1), page.startIndex + page.products.length);
  const previous = page.hasPrevious && write('before', page.products[0], page.startIndex);
  return { ...(next ? { next } : {}), ...(previous ? { previous } : {}) };
}
