import type { SearchGeometry } from '../../geometry/search-geometry.ts';
import type { Database } from '../database.ts';
import { withDatabase } from '../database-errors.ts';
import { conjunctsOf, type Filter } from '../filter/filter.ts';
import { sql } from '../sql.ts';
import { NEWEST_FIRST, type ProductQuery, sortKeysOf } from './product-query.ts';
import type { Window } from './page-columns.ts';

/**
 * How a page is found: all products of a small place are `gathered` from the index of places and sorted; a page within
 * a large result is `walked` to in the order of time, from where the last page ended; what else there is PostgreSQL
 * `plans` for the values it is asked for. The first two are prepared statements, since planning takes longer than
 * running them, but their plans are good for what they are chosen for only.
 */
export type SearchWay = 'gather' | 'walk' | 'plan';

/** The catalogue as a whole, about. */
export interface CatalogueSize {
  readonly products: number;
  /** From the first begin to the last, milliseconds. */
  readonly spanMs: number;
}

/** Of the index of slots (migration 010): up to so much more is read than is asked for. */
const QUARTER_MS = 92 * 86_400_000;
/** What a way costs at most where products lie twenty times as dense as they do on average: some milliseconds. */
const MOST_IN_PLACE = 5000;
const MOST_IN_PLACE_AND_TIME = 500;
/** Slots that are looked into for each collection, some microseconds each. */
const MOST_QUARTERS = 200;
/** One product in so many is on the page that a walk is for. */
const MOST_WALKED_PER_PRODUCT = 200;

export type Place = Extract<Filter, { kind: 'spatial' }>;

export function chooseWay(query: ProductQuery, { token }: Window, size: CatalogueSize): SearchWay {
  const { places, place } = placesOf(query.filter);
  const total = token?.total;
  if (places > (place ? 1 : 0)) return 'plan';
  if (place && total?.isExact !== false && isSmall(place, query, size)) return 'gather';
  const isLarge = total?.isExact === false && total.count * MOST_WALKED_PER_PRODUCT >= size.products;
  return isLarge && isInOrderOfTime(query) ? 'walk' : 'plan';
}

/** The place that everything found must meet, and how many conditions of place there are in all. */
export function placesOf(filter: Filter | undefined): { readonly places: number; readonly place?: Place } {
  if (!filter) return { places: 0 };
  const place = conjunctsOf(filter).find(isMet);
  return { places: countPlaces(filter), ...(place ? { place } : {}) };
}

export const isMet = (filter: Filter): filter is Place =>
  filter.kind === 'spatial' && filter.relation === 'intersects';

function countPlaces(filter: Filter): number {
  if (filter.kind === 'spatial') return 1;
  if (filter.kind === 'not') return countPlaces(filter.part);
  if (filter.kind !== 'and' && filter.kind !== 'or') return 0;
  return filter.parts.reduce((sum, part) => sum + countPlaces(part), 0);
}

function isSmall(
  { geometry }: Place,
  { filter }: ProductQuery,
  { products, spanMs }: CatalogueSize,
): boolean {
  const { west, south, east, north } = boundsOf(geometry);
  // Scenes that reach in are about a degree wide.
  const inPlace = (products * (east - west + 1) * (north - south + 1)) / (360 * 180);
  const [from, to] = [boundOf(filter, 'endTime', '>'), boundOf(filter, 'beginTime', '<')];
  const shareOf = (ms: number) => Math.min(1, ms / Math.max(spanMs, 1));
  const lastsMs = Math.max(0, to - from);
  return (
    Math.min(lastsMs, spanMs) <= MOST_QUARTERS * QUARTER_MS &&
    inPlace * shareOf(lastsMs + QUARTER_MS) <= MOST_IN_PLACE &&
    inPlace * shareOf(lastsMs) <= MOST_IN_PLACE_AND_TIME
  );
}

function boundOf(filter: Filter | undefined, property: string, sign: '<' | '>'): number {
  const bounds = (filter ? conjunctsOf(filter) : []).flatMap((f) =>
    f.kind === 'compare' &&
    f.property === property &&
    f.comparison.startsWith(sign) &&
    f.value instanceof Date
      ? [f.value.getTime()]
      : [],
  );
  return sign === '<' ? Math.min(Infinity, ...bounds) : Math.max(-Infinity, ...bounds);
}

export interface Bounds {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

export function boundsOf({ coordinates }: SearchGeometry): Bounds {
  const numbers = (coordinates as readonly unknown[]).flat(3) as number[];
  const [lons, lats] = [0, 1].map((axis) => numbers.filter((_, i) => i % 2 === axis)) as [number[], number[]];
  const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), -Infinity);
  return { west: least(lons), south: least(lats), east: most(lons), north: most(lats) };
}

/** As the index of the newest has it, forwards or backwards. */
export function isInOrderOfTime(query: ProductQuery): boolean {
  const keys = sortKeysOf(query);
  const turned = keys[0]?.direction === 'asc';
  return (
    keys.length === NEWEST_FIRST.length &&
    NEWEST_FIRST.every(
      ({ property, direction }, i) =>
        keys[i]!.property === property && (keys[i]!.direction === direction) !== turned,
    )
  );
}

const sizes = new WeakMap<Database, { readonly at: number; readonly size: Promise<CatalogueSize> }>();
const SIZE_KEPT_MS = 60_000;

/** How large the catalogue is, looked up once a minute; what was never analysed goes by its bytes. */
export function catalogueSize(db: Database): Promise<CatalogueSize> {
  const known = sizes.get(db);
  if (known && performance.now() - known.at < SIZE_KEPT_MS) return known.size;
  const size = measure(db);
  sizes.set(db, { at: performance.now(), size });
  size.catch(() => sizes.delete(db));
  return size;
}

const SIZE = sql<{ products: number; spanMs: number | null }>`
  select greatest(reltuples, pg_relation_size(oid) / 1000)::float8 as products,
    (select extract(epoch from max(begin_time) - min(begin_time)) * 1000 from product)::float8 as span_ms
  from pg_class where oid = 'product'::regclass`;

async function measure(db: Database): Promise<CatalogueSize> {
  const { rows } = await withDatabase(() => SIZE.execute(db));
  const { products = 0, spanMs = null } = rows[0] ?? {};
  return { products, spanMs: spanMs ?? 0 };
}
