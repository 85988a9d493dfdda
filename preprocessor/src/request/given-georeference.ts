import { z } from 'zod';

/** Those whose coordinates are east before north, or longitude before latitude as GeoJSON has them. */
const crs = z
  .string()
  .regex(
    /^EPSG:(4326|3857|32[67](0[1-9]|[1-5]\d|60))$/,
    'expected EPSG:4326, EPSG:3857 or a UTM zone (EPSG:326xx, EPSG:327xx)',
  )
  .default('EPSG:4326');

const position = z.tuple([z.number(), z.number()]);
const lonLat = z.tuple([z.number().min(-180).max(360), z.number().min(-90).max(90)]);
const MAX_POINTS = 10_000;

/**
 * Where a message says that an image lies, as browse reports do (ngEO browse report 1.3: rectifiedBrowse, footprint,
 * regularGrid); it counts before what the file and the configuration say. x is east or longitude, y north or
 * latitude; columns and rows count from the upper left corner of the image.
 */
export const givenGeoreference = z.discriminatedUnion('by', [
  z.strictObject({
    /** The image fills a box of a CRS, its first row in the north. */
    by: z.literal('box'),
    crs,
    /** `[minX, minY, maxX, maxY]` */
    box: z
      .tuple([z.number(), z.number(), z.number(), z.number()])
      .refine(([minX, minY, maxX, maxY]) => minX < maxX && minY < maxY, {
        message: 'expected minX < maxX and minY < maxY',
      }),
  }),
  z.strictObject({
    /** `[longitude, latitude]` of the corners: upper left, upper right, lower right, lower left. */
    by: z.literal('corners'),
    corners: z.array(lonLat).length(4),
  }),
  z.strictObject({
    /** Points of the image, or of its outline: `[column, row, x, y]`; `ncol` and `nrow` are its width and height. */
    by: z.literal('gcps'),
    crs,
    points: z
      .array(
        z.tuple([
          z.union([z.number(), z.literal('ncol')]),
          z.union([z.number(), z.literal('nrow')]),
          z.number(),
          z.number(),
        ]),
      )
      .min(3)
      .max(MAX_POINTS),
  }),
  z.strictObject({
    /** Points every so many pixels, from the first pixel on: rows of `[x, y]`. */
    by: z.literal('grid'),
    crs,
    stepPx: z.number().positive(),
    stepLines: z.number().positive(),
    rows: z
      .array(z.array(position).min(2))
      .min(2)
      .refine((rows) => rows.every(({ length }) => length === rows[0]?.length), {
        message: 'expected rows of one length',
      })
      .refine((rows) => rows.length * (rows[0]?.length ?? 0) <= MAX_POINTS, {
        message: `expected at most ${MAX_POINTS} points`,
      }),
  }),
]);

export type GivenGeoreference = z.infer<typeof givenGeoreference>;
