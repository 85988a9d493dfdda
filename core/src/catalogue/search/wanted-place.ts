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
  /** What the columns of that row are worked out from. */
  readonly bounds: Sql;
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
  const { west, south, east, north } = bounds;
  const inner = innerBounds(bounds);
  const isBox = isRectangle(geometry, bounds) && inner.west < inner.east && inner.south < inner.north;
  const boxes = isBox ? BOXES_OF_BOX : BOXES;
  const looked = sql`not footprint_misses(product.footprint, wanted.shape)`;
  return {
    bounds: sql`(select ${west}::float8 as west, ${south}::float8 as south, ${east}::float8 as east, ${north}::float8 as north) as bounds`,
    columns: joinSql([
      isBox ? SHAPES_OF_BOX : sql`${boundGeometry(geometry)} as shape`,
      ...Object.entries(boxes).map(([name, box]) => rawSql(`${box} as ${name}`)),
    ]),
    parts: joinSql(Object.keys(boxes).map((name) => rawSql(`${name} + slot as ${name}`))),
    indexed: sql`product.slot && part.place_box`,
    met: slotMeets(isBox),
    hidden: sql`case when product.footprint && wanted.shape then ${isBox ? sql`product.footprint @ wanted.inside or ${looked}` : looked} else false end`,
  };
}

/** More than any degree. */
const WORLD = 1000;
const [WEST, SOUTH, EAST, NORTH] = [
  `west + ${ROUNDING}`,
  `south + ${ROUNDING}`,
  `east - ${ROUNDING}`,
  `north - ${ROUNDING}`,
];
const BOXES = { place_box: 'box(point(east, north), point(west, south))' };
const BOXES_OF_BOX = {
  ...BOXES,
  inner_box: `box(point(${EAST}, ${NORTH}), point(${WEST}, ${SOUTH}))`,
  columns_box: `box(point(${EAST}, ${WORLD}), point(${WEST}, ${-WORLD}))`,
  rows_box: `box(point(${WORLD}, ${NORTH}), point(${-WORLD}, ${SOUTH}))`,
};
const SHAPES_OF_BOX = rawSql(
  `st_makeenvelope(west, south, east, north, 4326) as shape,
    st_makeenvelope(${WEST}, ${SOUTH}, ${EAST}, ${NORTH}, 4326) as inside`,
);

/** What lies across it by the box of its footprint, as that is stored, does so by the footprint. */
export const innerBounds = ({ west, south, east, north }: Bounds): Bounds => ({
  west: west + ROUNDING,
  south: south + ROUNDING,
  east: east - ROUNDING,
  north: north - ROUNDING,
});

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
