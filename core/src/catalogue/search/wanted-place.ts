import { boundGeometry, type Condition } from '../filter/compile-filter.ts';
import { joinSql, rawSql, type Sql, sql } from '../sql.ts';
import { type Bounds, boundsOf, type Place } from './search-way.ts';

/**
 * Boxes of footprints are rounded outwards to floats, and PostgreSQL's boxes touch from a millionth on: what holds for
 * a box that is smaller by this holds for the footprint.
 */
const ROUNDING = 2e-5;

/** The geometry of a place, worked out once in a row `wanted` that a prepared statement refers to. */
export interface WantedPlace {
  /** Of that row. */
  readonly columns: Sql;
  /** Columns of a row `part`: the place moved into a `slot`. */
  readonly parts: Sql;
  /** That the box of a footprint overlaps that of the part, found by the index of slots (migration 010). */
  readonly indexed: Condition;
  /** Of what is found so, that the footprint meets the place. */
  readonly met: Condition;
  /** Both, for statements that shall be found by another index. */
  readonly hidden: Condition;
}

export function wantedPlace({ geometry }: Place): WantedPlace {
  const bounds = boundsOf(geometry);
  const inner = innerBounds(bounds);
  const { west: w, south: s, east: e, north: n } = inner;
  const isBox = isRectangle(geometry, bounds) && w < e && s < n;
  const boxes: Readonly<Record<string, Bounds>> = {
    place: bounds,
    ...(isBox
      ? {
          inner,
          columns: { ...inner, south: -WORLD, north: WORLD },
          rows: { ...inner, west: -WORLD, east: WORLD },
        }
      : {}),
  };
  const columns = [
    sql`${isBox ? envelope(bounds) : boundGeometry(geometry)} as shape`,
    ...(isBox ? [sql`${envelope(inner)} as inside`] : []),
    ...Object.entries(boxes).map(([name, bounds]) => sql`${box(bounds)} as ${rawSql(`${name}_box`)}`),
  ];
  const looked = sql`not footprint_misses(product.footprint, wanted.shape)`;
  return {
    columns: joinSql(columns),
    parts: joinSql(Object.keys(boxes).map((name) => rawSql(`${name}_box + slot as ${name}_box`))),
    indexed: sql`product.slot && part.place_box`,
    met: slotMeets(isBox),
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

const envelope = ({ west, south, east, north }: Bounds) =>
  sql`st_makeenvelope(${west}::float8, ${south}::float8, ${east}::float8, ${north}::float8, 4326)`;

/**
 * A box meets what has its core there, and what is of one part, overlaps it, and reaches no further than its sides in
 * one direction: in the other it then lies across. Of what else its box overlaps, the footprint is looked at in the
 * table.
 */
function slotMeets(isBox: boolean): Condition {
  const looked = sql`(select st_intersects(whole.footprint, wanted.shape) from product as whole where whole.id = product.id)`;
  if (!isBox) return looked;
  return sql`case
    when product.core && part.inner_box or product.is_whole and product.slot && part.inner_box
      and (product.slot <@ part.columns_box or product.slot <@ part.rows_box) then true
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
