import { sql } from 'kysely';
import type { EoAttributeName } from '../eo-columns.ts';
import { snakeCase } from '../product-record.ts';

/**
 * Attributes that products are counted by without asking the database: those that people narrow searches down by,
 * and that few values or a number say. Each one that products have costs 4 (text) or 8 bytes a product in every
 * process that counts. A condition on any other is counted by the database.
 */
export const COUNTED_ATTRIBUTES = [
  ...(['productType', 'processingLevel', 'platform', 'platformSerialIdentifier', 'instrument'] as const),
  ...(['sensorType', 'orbitDirection', 'track', 'resolutionM', 'orbitNumber', 'cloudCover'] as const),
  ...(['snowCover', 'illuminationElevationAngle'] as const),
] as const satisfies readonly EoAttributeName[];

export type CountedAttribute = (typeof COUNTED_ATTRIBUTES)[number];

/** What is known of a product for counting it, beside its {@link ProductRef}. */
export interface CountedProduct {
  /** West, south, east and north of its footprint, degrees, about (`wanted-place.ts`); null where it has none. */
  readonly place: readonly [west: number, south: number, east: number, north: number] | null;
  /** Whether its footprint is of one part. */
  readonly isWhole: boolean;
  /** In the order of {@link COUNTED_ATTRIBUTES}; null where it lacks one. */
  readonly values: readonly (string | number | null)[];
}

const VALUES = COUNTED_ATTRIBUTES.map(snakeCase).join(', ');

/** A {@link CountedProduct} of a row of `product`, or null. */
export const COUNTED_PRODUCT = sql.raw(`json_build_object(
  'place', case when place is not null then
    json_build_array((place[1])[0], (place[1])[1], (place[0])[0], (place[0])[1]) end,
  'isWhole', coalesce(is_whole, false), 'values', json_build_array(${VALUES}))`);
