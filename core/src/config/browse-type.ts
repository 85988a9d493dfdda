import { z } from 'zod';
import { isPvsError } from '../errors.ts';
import { compileExpression } from '../expressions/compile-expression.ts';
import { RAMP_NAMES } from '../layers/color-ramp.ts';

const expression = z
  .string()
  .superRefine((text, context) => {
    try {
      compileExpression(text);
    } catch (error) {
      if (!isPvsError(error)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
    }
  })
  .describe('Value of each pixel, from the names of bands: `(nir - red) / (nir + red)`; see docs/layers.md');

const range = z
  .union([z.tuple([z.number(), z.number()]), z.enum(['percentiles', 'minmax', 'stddev'])], {
    error: 'expected [black, white], percentiles, minmax or stddev',
  })
  .describe(
    '`[black, white]`, or from the band’s statistics: `percentiles` 2 and 98, `minmax`, `stddev` (two about the mean); without it 8-bit data are shown as they are and others between percentiles',
  );

const hillshade = z
  .strictObject({
    azimuth: z.number().min(0).max(360).default(315).describe('Where the light comes from, from north'),
    altitude: z.number().min(0).max(90).default(45).describe('Of the light above the horizon'),
    exaggeration: z.number().positive().default(1).describe('What heights are multiplied with, to metres'),
  })
  .describe('Shows heights as a relief; degrees');

/** One channel of a picture. */
const channel = z
  .strictObject({
    band: z
      .union([z.string().min(1), z.number().int().min(1)])
      .optional()
      .describe('Name of the band, or its number from 1'),
    expression: expression.optional(),
    range: range.optional(),
    gamma: z.number().positive().max(10).optional().describe('Above 1 brightens what is dark'),
    hillshade: hillshade.optional(),
  })
  .refine((one) => (one.band === undefined) !== (one.expression === undefined), {
    message: 'expected either band or expression',
  })
  .refine((one) => one.expression === undefined || typeof one.range !== 'string', {
    message: 'an expression has no statistics: expected a range of two numbers',
  });

const color = z
  .string()
  .regex(
    /^#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?$/,
    'expected a colour such as #0a64ff, or #0a64ff80 with opacity',
  );
const entries = z.array(z.tuple([z.number(), color])).min(1);

const rampName = z.enum(RAMP_NAMES as [string, ...string[]]);

export const colormapSchema = z
  .union([
    rampName,
    z.strictObject({ ramp: entries.min(2).describe('Colours between which values are interpolated') }),
    z.strictObject({ values: entries.describe('Colours of single values; others are transparent') }),
    z.strictObject({ intervals: entries.describe('Colours from a value up to the next') }),
  ])
  .describe('Colours of a picture of one channel: the name of a ramp, or `[value, colour]` pairs');

export const browseTypeSchema = z
  .strictObject({
    title: z.string().optional(),
    channels: z
      .array(channel)
      .refine((c) => c.length === 1 || c.length === 3, { message: 'expected one or three channels' })
      .describe('One (grey) or three (red, green, blue) channels'),
    colormap: colormapSchema.optional(),
    nodata: z.number().optional().describe('Value that means no data in all of its bands'),
    outOfBounds: z
      .enum(['clamp', 'transparent'])
      .optional()
      .describe('How values outside of the range are shown; `clamp` unless given'),
  })
  .refine(({ channels, colormap }) => colormap === undefined || channels.length === 1, {
    message: 'a colormap colours one channel: expected one channel',
  })
  .refine(
    ({ channels, colormap }) =>
      channels.every(
        (one) =>
          one.expression === undefined ||
          one.range !== undefined ||
          one.hillshade !== undefined ||
          typeof colormap === 'object',
      ),
    { message: 'an expression needs a range' },
  );

export type BrowseTypeConfig = z.infer<typeof browseTypeSchema>;
export type BrowseChannelConfig = BrowseTypeConfig['channels'][number];
export type ColormapConfig = z.infer<typeof colormapSchema>;
export type HillshadeConfig = z.infer<typeof hillshade>;
