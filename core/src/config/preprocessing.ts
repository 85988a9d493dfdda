import { z } from 'zod';
import { messageOf } from '../errors.ts';
import { parseExpression } from '../expressions/parse-expression.ts';
import { bandsIn } from '../expressions/syntax-tree.ts';

/**
 * What happens to the rasters of a product type between its package and its COGs. Each key is a step; they run in
 * the order in which they stand here, and those that are not configured cost nothing. docs/preprocessing.md tells
 * each with an example.
 */

const glob = z.string().min(1).max(500);

const globs = z.union([glob.transform((one) => [one]), z.array(glob).min(1)]);

const name = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)*$/,
    'expected letters and digits, with single _ or - between',
  );

/** What can be a band in an expression. */
const bandName = z.string().regex(/^[A-Za-z]\w*$/, 'expected a letter, then letters, digits and _');

const anyCrs = z.string().regex(/^EPSG:\d{4,6}$/, 'expected EPSG:n');

const expression = z.string().superRefine((text, context) => {
  try {
    parseExpression(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error) });
  }
});

const dataType = z.enum(['uint8', 'uint16', 'int16', 'uint32', 'int32', 'float32', 'float64']);

const pixelSource = z.strictObject({
  files: glob.optional().describe('The file, as a glob; without it the raster itself'),
  subdataset: z.string().min(1).optional().describe('Name of the raster in a netCDF or HDF5 file'),
  band: z.number().int().min(1).default(1).describe('Number of the band'),
});

const georeference = z.discriminatedUnion('by', [
  z
    .strictObject({
      by: z.literal('transform'),
      crs: anyCrs.optional().describe('CRS of the geotransform, where the files do not say it'),
    })
    .describe('By the geotransform of the file'),
  z
    .strictObject({
      by: z.literal('world-file'),
      crs: anyCrs.describe('CRS of the world file, which cannot say it'),
    })
    .describe('By a world file beside the raster (.tfw, .jgw, .pgw, .j2w, .wld)'),
  z
    .strictObject({
      by: z.literal('gcps'),
      method: z.enum(['polynomial', 'tps']).optional().describe('A polynomial or a thin plate spline'),
      order: z.number().int().min(1).max(3).default(1).describe('Of the polynomial'),
    })
    .describe('By ground control points of the file'),
  z
    .strictObject({
      by: z.literal('rpc'),
      dem: z
        .string()
        .min(1)
        .optional()
        .describe(
          'Heights above the ellipsoid: an absolute path of a GeoTIFF, or the key of one in the object store',
        ),
      heightM: z
        .number()
        .min(-1000)
        .max(10_000)
        .optional()
        .describe('Added to the heights of the model or of the DEM, metres'),
    })
    .describe('By rational polynomial coefficients'),
  z
    .strictObject({
      by: z.literal('corners'),
      corners: z
        .array(z.tuple([z.number().min(-180).max(360), z.number().min(-90).max(90)]))
        .length(4)
        .optional()
        .describe(
          '`[longitude, latitude]` of the corners: of the first pixel of the first row, its last, the last of the last row, its first. Without them the four corners of the footprint',
        ),
    })
    .describe('By the coordinates of the four corners'),
  z
    .strictObject({
      by: z.literal('geolocation'),
      longitude: pixelSource.describe('Longitudes of the tie points'),
      latitude: pixelSource.describe('Latitudes of the tie points'),
      stepPx: z.number().int().min(1).default(1).describe('Columns from one tie point to the next'),
      stepLines: z
        .number()
        .int()
        .min(1)
        .optional()
        .describe('Rows from one to the next; as `stepPx` unless given'),
    })
    .describe('By grids of tie points'),
]);

const stackedBand = z.union([
  glob.transform((files) => ({ files, band: 1 })),
  z.strictObject({
    files: glob.optional().describe('Its file, as a glob; without it the only raster there is'),
    band: z.number().int().min(1).default(1).describe('Its number in that file'),
  }),
]);

const stackOfBands = z.strictObject({
  bands: z
    .record(bandName, stackedBand)
    .refine((bands) => Object.keys(bands).length > 0, 'expected at least one band')
    .describe('Name of the band → its file as a glob, or `{files, band}`; in the order they are to have'),
  grid: z
    .enum(['finest', 'coarsest'])
    .default('finest')
    .describe('Whose grid they all are brought to where their files differ'),
  resampling: z.enum(['nearest', 'bilinear', 'cubic', 'average']).default('bilinear'),
});

const pansharpen = z.strictObject({
  panchromatic: glob.describe('The panchromatic file'),
  weights: z
    .array(z.number().min(0).max(100))
    .min(1)
    .optional()
    .describe('How much of each band is in the panchromatic one; all the same unless given'),
  resampling: z.enum(['bilinear', 'cubic']).default('cubic'),
});

const calculate = z.strictObject({
  bands: z
    .record(bandName, expression)
    .refine((bands) => Object.keys(bands).length > 0, 'expected at least one band')
    .describe('Name of the band → expression over the bands there are, e.g. `(B08 - B04) / (B08 + B04)`'),
  dataType: dataType.default('float32').describe('Of the result; whole numbers are rounded'),
  keep: z.boolean().default(false).describe('Whether the bands there were stay, before the new ones'),
});

const mask = z
  .strictObject({
    files: globs.describe('The file: a raster, GML or GeoJSON'),
    band: z.number().int().min(1).default(1).describe('Of a raster'),
    bits: z
      .array(z.number().int().min(0).max(31))
      .min(1)
      .optional()
      .describe('Of a raster: marked where one of these bits (0 the lowest) is set'),
    values: z
      .array(z.number())
      .min(1)
      .optional()
      .describe('Of a raster: marked where it has one of these values'),
    expression: expression
      .refine((text) => readsOnly(text, 'value'), 'expected an expression over `value`')
      .optional()
      .describe('Of a raster: marked where this is not 0, e.g. `value > 40`'),
    classes: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        'Of GML and GeoJSON: only features of these mask types (`eop:maskType`, property `maskType`)',
      ),
    marks: z
      .enum(['invalid', 'valid'])
      .default('invalid')
      .describe('What a marked pixel is: something in the way, or data'),
    hide: z
      .boolean()
      .default(false)
      .describe('Whether what it shows to be invalid becomes nodata in the COGs'),
    required: z.boolean().default(false).describe('Whether a package without it fails'),
  })
  .refine(
    ({ bits, values, expression: given }) => [bits, values, given].filter(Boolean).length <= 1,
    'expected one of bits, values and expression',
  );

const scale = z.strictObject({
  range: z
    .union([z.tuple([z.number(), z.number()]), z.array(z.tuple([z.number(), z.number()])).min(1)])
    .optional()
    .describe('`[black, white]` for all bands, or one for each'),
  percentiles: z
    .tuple([z.number().min(0).max(100), z.number().min(0).max(100)])
    .refine(([low, high]) => low < high, 'expected the lower one first')
    .optional()
    .describe('Percentiles of each band shown as black and white; `[2, 98]` where there is no range either'),
  gamma: z.number().min(0.1).max(10).default(1).describe('Above 1 brightens what is dark'),
});

const quicklook = z.strictObject({
  format: z.enum(['jpeg', 'png', 'webp']).default('jpeg'),
  maxPx: z.number().int().min(16).max(512).default(512).describe('Of its longer edge'),
});

/** The `preprocess` block of a product type, or of one of its levels. */
export const preprocessing = z.strictObject({
  subdatasets: globs
    .optional()
    .describe(
      'Rasters inside netCDF and HDF5 files, by the names their formats give them; only with this are such files read',
    ),
  georeference: georeference
    .optional()
    .describe('How pixels get their place; what the file has unless given'),
  nodata: z
    .union([z.number(), z.literal('none')])
    .optional()
    .describe('Value that is no data, or `none`, whatever the files say'),
  stack: z
    .record(name, stackOfBands)
    .optional()
    .describe('Name of a coverage → bands of one or several files that make it up'),
  pansharpen: pansharpen
    .optional()
    .describe('Gives bands the resolution of a panchromatic one (weighted Brovey)'),
  calculate: calculate.optional().describe('Bands worked out of those there are'),
  masks: z.record(name, mask).optional().describe('Name of a mask → where it is and what counts as marked'),
  cut: z.literal('footprint').optional().describe('What lies outside the footprint becomes nodata'),
  split: z
    .union([z.literal('bands'), z.record(name, z.array(bandName).min(1))])
    .optional()
    .describe('A coverage for each band, or name of a coverage → names of its bands'),
  scale: scale.optional().describe('To 8 bits: 1 to 255, and 0 for no data'),
  transparency: z
    .enum(['nodata', 'mask', 'alpha'])
    .optional()
    .describe('How the COGs say where there is no data; as the source does unless given'),
  quicklook: quicklook.optional().describe('A small picture beside the COGs'),
});

export type Preprocessing = z.output<typeof preprocessing>;
export type GeoreferenceConfig = NonNullable<Preprocessing['georeference']>;
export type TiePointsConfig = z.output<typeof pixelSource>;
export type MaskConfig = NonNullable<Preprocessing['masks']>[string];
export type BandStackConfig = NonNullable<Preprocessing['stack']>[string];
export type ScaleConfig = NonNullable<Preprocessing['scale']>;

function readsOnly(text: string, name: string): boolean {
  try {
    return bandsIn(parseExpression(text)).every((band) => band === name);
  } catch {
    return true;
  }
}
