import { boundGeometry, type Condition } from '../filter/compile-filter.ts';
import { joinSql, type Sql, sql } from '../sql.ts';
import { type Bounds, boundsOf, type Place } from './search-way.ts';

/**
 * Boxes of footprints are rounded outwards to floats, and PostgreSQL's boxes touch from a millionth on: what holds for
 * a box that is smaller by this holds for the footprint.
 */
const ROUNDING = 2e-5;

/** The geometry of a place, worked out once for a prepared statement that refers to it. */
export interface WantedPlace {
  /** A common table expression. */
  readonly given: Sql;
  /** That a footprint meets it, found by the index of places and times (migration 008). */
  readonly indexed: Condition;
  /** The same, for statements that shall be found by another index. */
  readonly hidden: Condition;
}

export function wantedPlace({ geometry }: Place): WantedPlace {
  const bounds = boundsOf(geometry);
  const inner = innerBounds(bounds);
  const { west: w, south: s, east: e, north: n } = inner;
  const isBox = isRectangle(geometry, bounds) && w < e && s < n;
  const parts = [
    sql`${boundGeometry(geometry)} as shape`,
    sql`${box(bounds)} as place`,
    ...(isBox
      ? [
          sql`st_makeenvelope(${w}::float8, ${s}::float8, ${e}::float8, ${n}::float8, 4326) as inside`,
          sql`${box(inner)} as inner`,
          sql`${box({ ...inner, south: -WORLD, north: WORLD })} as columns`,
          sql`${box({ ...inner, west: -WORLD, east: WORLD })} as rows`,
        ]
      : []),
  ];
  const looked = sql`not footprint_misses(product.footprint, wanted.shape)`;
  return {
    given: sql`with wanted as materialized (select ${joinSql(parts)})`,
    indexed: sql`product.place && wanted.place and ${indexedMeets(isBox)}`,
    hidden: sql`case when product.footprint && wanted.shape then ${isBox ? sql`product.footprint @ wanted.inside or ${looked}` : looked} else false end`,
  };
}

/** What lies across it by the box of its footprint, as that is stored, does so by the footprint. */
export const innerBounds = ({ west, south, east, north }: Bounds): Bounds => ({
  west: west + ROUNDING,
  south: south + ROUNDING,
  east: east - ROUNDING,
  north: north - ROUNDING,
});

/** More than any degree. */
const WORLD = 1000;

const box = ({ west, south, east, north }: Bounds) =>
  sql`box(point(${east}::float8, ${north}::float8), point(${west}::float8, ${south}::float8))`;

/**
 * A box meets what is of one part, overlaps it, and reaches no further than its sides in one direction: in the other
 * it then lies across. Of what else its box overlaps, the footprint is looked at in the table.
 */
function indexedMeets(isBox: boolean): Condition {
  const looked = sql`(select st_intersects(whole.footprint, wanted.shape) from product as whole where whole.id = product.id)`;
  if (!isBox) return looked;
  return sql`case
    when product.is_whole and product.place && wanted.inner
      and (product.place <@ wanted.columns or product.place <@ wanted.rows) then true
    else ${looked} end`;
}

/** Whether a geometry is just these bounds. */
export function isRectangle(geometry: Place['geometry'], { west, south, east, north }: Bounds): boolean {
  return (
    geometry.type === 'Polygon' &&
    geometry.coordinates.length === 1 &&
    geometry.coordinates[0]!.length === 5 &&
    geometry.coordinates[0]!.every(
      ([x, y], i, ring) =>
        (x === west || x === east) &&
        (y === south || y === north) &&
        (i === 0 || (x === ring[i - 1]![0]) !== (y === ring[i - 1]![1])),
    )
  );
}
