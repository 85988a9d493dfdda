import { type RawBuilder, sql } from 'kysely';
import { boundGeometry, type Condition } from '../filter/compile-filter.ts';
import { boundsOf, type Place } from './search-way.ts';

/** The index has boxes of floats, rounded outwards: a box within one that is smaller by this lies within it. */
const ROUNDING = 2e-5;

/** The geometry of a place, worked out once for a prepared statement that refers to it. */
export interface WantedPlace {
  /** A common table expression. */
  readonly given: RawBuilder<unknown>;
  /** That a footprint meets it, found by the index of places. */
  readonly indexed: Condition;
  /** The same, for statements that shall be found by another index. */
  readonly hidden: Condition;
}

export function wantedPlace({ geometry }: Place): WantedPlace {
  const { west, south, east, north } = boundsOf(geometry);
  const inner = [west + ROUNDING, south + ROUNDING, east - ROUNDING, north - ROUNDING] as const;
  const isBox =
    geometry.type === 'Polygon' &&
    geometry.coordinates.length === 1 &&
    geometry.coordinates[0]!.length === 5 &&
    geometry.coordinates[0]!.every(
      ([x, y], i, ring) =>
        (x === west || x === east) &&
        (y === south || y === north) &&
        (i === 0 || (x === ring[i - 1]![0]) !== (y === ring[i - 1]![1])),
    ) &&
    inner[0] < inner[2] &&
    inner[1] < inner[3];
  const within = isBox
    ? sql`, st_makeenvelope(${sql.val(inner[0])}::float8, ${sql.val(inner[1])}::float8, ${sql.val(inner[2])}::float8, ${sql.val(inner[3])}::float8, 4326) as inside`
    : sql``;
  // Most footprints that a box meets lie within it, which their boxes say.
  const meets: Condition = sql`${isBox ? sql`product.footprint @ wanted.inside or ` : sql``}not footprint_misses(product.footprint, wanted.shape)`;
  return {
    given: sql`with wanted as materialized (select ${boundGeometry(geometry)} as shape ${within})`,
    indexed: sql`product.footprint && wanted.shape and (${meets})`,
    hidden: sql`case when product.footprint && wanted.shape then ${meets} else false end`,
  };
}
