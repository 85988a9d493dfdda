import type { SearchGeometry } from '../../geometry/search-geometry.ts';
import { snakeCase } from '../product-record.ts';
import { joinSql, rawSql, type Sql, sql } from '../sql.ts';
import type { Filter, FilterValue, SpatialRelation } from './filter.ts';
import { propertyKinds, type SearchProperty } from './queryables.ts';

export type Condition = Sql;

type Spatial = Extract<Filter, { kind: 'spatial' }>;

/**
 * The filter as a condition on the table `product`; every value is a bound parameter.
 * @param place how conditions of place are compiled
 */
export function compileFilter(filter: Filter, place: (filter: Spatial) => Condition = exactPlace): Condition {
  switch (filter.kind) {
    case 'and':
      return conjunction(filter.parts.map((part) => compileFilter(part, place)));
    case 'or':
      return disjunction(filter.parts.map((part) => compileFilter(part, place)));
    case 'not':
      return sql`not ${compileFilter(filter.part, place)}`;
    case 'compare':
      return sql`${column(filter.property)} ${rawSql(filter.comparison)} ${bound(filter.property, filter.value)}`;
    case 'compareProperties':
      return sql`${column(filter.left)} ${rawSql(filter.comparison)} ${column(filter.right)}`;
    case 'in':
      return sql`${column(filter.property)} = any(${boundList(filter.property, filter.values)})`;
    case 'like':
      return sql`${column(filter.property)} ${rawSql(filter.ignoreCase ? 'ilike' : 'like')} ${filter.pattern}`;
    case 'isNull':
      return sql`${column(filter.property)} is null`;
    case 'spatial':
      return place(filter);
  }
}

export const conjunction = (parts: readonly Condition[]): Condition =>
  parts.length === 0 ? sql`true` : sql`(${joinSql(parts, ' and ')})`;
export const disjunction = (parts: readonly Condition[]): Condition =>
  parts.length === 0 ? sql`false` : sql`(${joinSql(parts, ' or ')})`;

const columns = new Map(
  Object.keys(propertyKinds).map((property) => [property, rawSql(`product.${snakeCase(property)}`)]),
);
export const column = (property: SearchProperty): Sql => columns.get(property)!;

/** Intersecting goes by boxes, which an index has, and a check whose cost the planner knows (migration 005). */
function exactPlace({ relation, geometry }: Spatial): Condition {
  const wanted = boundGeometry(geometry);
  if (relation !== 'intersects') {
    return sql`${rawSql(FUNCTIONS[relation])}(product.footprint, ${wanted})`;
  }
  return sql`(product.footprint && ${wanted} and not footprint_misses(product.footprint, ${wanted}))`;
}

/** Boxes alone, of which the planner knows how many there are. */
export function roughPlace(filter: Spatial): Condition {
  if (filter.relation !== 'intersects') return exactPlace(filter);
  return sql`product.footprint && ${boundGeometry(filter.geometry)}`;
}

/** Where the footprint stands first. */
const FUNCTIONS: Readonly<Record<Exclude<SpatialRelation, 'intersects'>, string>> = {
  disjoint: 'st_disjoint',
  within: 'st_within',
  contains: 'st_contains',
  equals: 'st_equals',
  touches: 'st_touches',
  crosses: 'st_crosses',
  overlaps: 'st_overlaps',
};

/** An integer is compared as a number: `orbitNumber > 1.5` is a question that has an answer. */
const SQL_TYPES = { text: 'text', number: 'float8', integer: 'float8', time: 'timestamptz' } as const;

export const sqlTypeOf = (property: SearchProperty) => SQL_TYPES[propertyKinds[property]];

function bound(property: SearchProperty, value: FilterValue) {
  // Only as an integer can the column's index find it.
  const type = Number.isInteger(value) && propertyKinds[property] === 'integer' ? 'int' : sqlTypeOf(property);
  return sql`${value}::${rawSql(type)}`;
}

function boundList(property: SearchProperty, values: readonly FilterValue[]) {
  const isInt = propertyKinds[property] === 'integer' && values.every(Number.isInteger);
  return sql`${values}::${rawSql(isInt ? 'int' : sqlTypeOf(property))}[]`;
}

/** Repaired, since a client's rings may cross themselves, which GEOS refuses. Constant, so the index can use it. */
export function boundGeometry(geometry: SearchGeometry) {
  const json = sql`st_geomfromgeojson(${JSON.stringify(geometry)}::text)`;
  return geometry.type.endsWith('Polygon') ? sql`st_makevalid(${json})` : json;
}
