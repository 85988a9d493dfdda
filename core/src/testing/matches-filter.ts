import type { Comparison, Filter, FilterValue } from '../catalogue/filter/filter.ts';
import type { SearchProperty } from '../catalogue/filter/queryables.ts';

/** A product as a plain record: its values by property, absent ones left out, and its footprint, a rectangle. */
export interface PlainProduct {
  readonly values: Readonly<Partial<Record<SearchProperty, FilterValue>>>;
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** True, false, or unknown as `undefined`. */
type Truth = boolean | undefined;

/**
 * What a filter says of a product, in memory and by the definitions alone: what the SQL is held against. Geometries
 * are rectangles.
 */
export function truthOf(filter: Filter, product: PlainProduct): Truth {
  switch (filter.kind) {
    case 'and':
      return every(filter.parts.map((part) => truthOf(part, product)));
    case 'or':
      return negated(every(filter.parts.map((part) => negated(truthOf(part, product)))));
    case 'not':
      return negated(truthOf(filter.part, product));
    case 'compare':
      return compared(product.values[filter.property], filter.comparison, filter.value);
    case 'compareProperties':
      return compared(product.values[filter.left], filter.comparison, product.values[filter.right]);
    case 'in':
      return isOneOf(product.values[filter.property], filter.values);
    case 'like':
      return isLike(product.values[filter.property], filter.pattern, filter.ignoreCase);
    case 'isNull':
      return product.values[filter.property] === undefined;
    case 'spatial':
      return isRelated(filter, product);
  }
}

const negated = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

function every(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

function compared(a: FilterValue | undefined, comparison: Comparison, b: FilterValue | undefined): Truth {
  if (a === undefined || b === undefined) return undefined;
  const [x, y] = [plain(a), plain(b)];
  switch (comparison) {
    case '=':
      return x === y;
    case '<>':
      return x !== y;
    case '<':
      return x < y;
    case '<=':
      return x <= y;
    case '>':
      return x > y;
    case '>=':
      return x >= y;
  }
}

const plain = (value: FilterValue) => (value instanceof Date ? value.getTime() : value);

function isOneOf(value: FilterValue | undefined, values: readonly FilterValue[]): Truth {
  if (value !== undefined) return values.some((candidate) => plain(candidate) === plain(value));
  // In no value is nothing, known or not.
  return values.length === 0 ? false : undefined;
}

function isLike(value: FilterValue | undefined, pattern: string, ignoreCase: boolean): Truth {
  if (value === undefined) return undefined;
  const source = pattern.replaceAll(
    /\\([^])|([%_])|([^])/g,
    (_, escaped?: string, wild?: string, other?: string) => {
      if (wild !== undefined) return wild === '%' ? '[^]*' : '[^]';
      return (escaped ?? other ?? '').replace(/[\\^$.*+?()[\]{}|/-]/, String.raw`\$&`);
    },
  );
  return new RegExp(`^${source}$`, ignoreCase ? 'iu' : 'u').test(String(value));
}

function isRelated(
  { relation, geometry }: Extract<Filter, { kind: 'spatial' }>,
  product: PlainProduct,
): Truth {
  if (geometry.type !== 'Polygon') throw new TypeError(`only rectangles, not ${geometry.type}`);
  const [ring = []] = geometry.coordinates;
  const xs = ring.map(([x]) => x);
  const ys = ring.map(([, y]) => y);
  const [west, south, east, north] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const meets =
    product.west <= east && product.east >= west && product.south <= north && product.north >= south;
  const inside =
    product.west >= west && product.east <= east && product.south >= south && product.north <= north;
  const around =
    product.west <= west && product.east >= east && product.south <= south && product.north >= north;
  const shareArea =
    product.west < east && product.east > west && product.south < north && product.north > south;
  switch (relation) {
    case 'intersects':
      return meets;
    case 'disjoint':
      return !meets;
    case 'within':
      return inside;
    case 'contains':
      return around;
    case 'equals':
      return inside && around;
    case 'touches':
      return meets && !shareArea;
    case 'overlaps':
      return shareArea && !inside && !around;
    case 'crosses':
      return false;
  }
}
