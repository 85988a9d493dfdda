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

/**
 * What is known of a product for counting it, beside its `ProductRef`: west, south, east and north of its footprint in
 * degrees, as PostGIS has them (`wanted-place.ts`), and null where it has none; whether it is of one part; and the
 * {@link COUNTED_ATTRIBUTES}, null where it lacks one. Of a catalogue there are many: flat they are read fastest.
 */
export type CountedProduct = readonly [
  west: number | null,
  south: number | null,
  east: number | null,
  north: number | null,
  isWhole: boolean | null,
  ...values: readonly (string | number | null)[],
];

const VALUES = COUNTED_ATTRIBUTES.map(snakeCase).join(', ');

/** A {@link CountedProduct} of a row of `product`. */
export const COUNTED_PRODUCT = sql.raw(`json_build_array(
  st_xmin(footprint), st_ymin(footprint), st_xmax(footprint), st_ymax(footprint), st_numgeometries(footprint) = 1,
  ${VALUES})`);
