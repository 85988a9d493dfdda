import { z } from 'zod';
import { isPvsError } from '../errors.ts';
import { compileExpression } from '../expressions/compile-expression.ts';
import { RAMP_NAMES } from '../layers/color-ramp.ts';
import { resamplingSchema } from './resampling.ts';

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

export const TERRAIN_KINDS = ['slopeshade', 'aspect', 'tri', 'tpi', 'roughness'] as const;
export type TerrainKind = (typeof TERRAIN_KINDS)[number];

const terrain = z
  .strictObject({
    kind: z
      .enum(TERRAIN_KINDS)
      .describe(
        '`slopeshade` (steepness, degrees), `aspect` (where it faces, degrees from north), `tri` (ruggedness index), `tpi` (position index), `roughness`; as gdaldem',
      ),
    exaggeration: z.number().positive().default(1).describe('What heights are multiplied with, to metres'),
  })
  .describe('Shows a property of the terrain that heights are of');

const contours = z
  .strictObject({
    interval: z.number().positive().describe('Between lines, in units of the heights'),
    base: z.number().default(0).describe('A height that has a line'),
  })
  .describe('Shows lines of equal values; everything between them is transparent');

const gamma = z.number().positive().max(10).describe('Above 1 brightens what is dark');

/** One channel of a picture. */
const channel = z
  .strictObject({
    band: z
      .union([z.string().min(1), z.number().int().min(1)])
      .optional()
      .describe('Name of the band, or its number from 1'),
    expression: expression.optional(),
    range: range.optional(),
    gamma: gamma.optional(),
    hillshade: hillshade.optional(),
    terrain: terrain.optional(),
    contours: contours.optional(),
  })
  .refine((one) => (one.band === undefined) !== (one.expression === undefined), {
    message: 'expected either band or expression',
  })
  .refine((one) => one.expression === undefined || typeof one.range !== 'string', {
    message: 'an expression has no statistics: expected a range of two numbers',
  })
  .refine(hasOneRelief, { message: 'expected one of hillshade, terrain and contours' });

function hasOneRelief(one: { hillshade?: unknown; terrain?: unknown; contours?: unknown }): boolean {
  return [one.hillshade, one.terrain, one.contours].filter((part) => part !== undefined).length <= 1;
}

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

/** Another look of a picture of one channel: what it says replaces what the channel and the picture say. */
const style = z
  .strictObject({
    title: z.string().optional(),
    range: range.optional(),
    gamma: gamma.optional(),
    hillshade: hillshade.optional(),
    terrain: terrain.optional(),
    contours: contours.optional(),
    colormap: colormapSchema.optional(),
    outOfBounds: z.enum(['clamp', 'transparent']).optional(),
  })
  .refine(hasOneRelief, { message: 'expected one of hillshade, terrain and contours' });

const styleName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected letters, digits and . _ -')
  .refine((name) => name !== 'default', { message: 'the default style is the browse type itself' });

export const browseTypeSchema = z
  .strictObject({
    title: z.string().optional(),
    channels: z
      .array(channel)
      .refine((c) => c.length === 1 || c.length === 3, { message: 'expected one or three channels' })
      .describe('One (grey) or three (red, green, blue) channels'),
    alpha: channel
      .optional()
      .describe('Opacity, from a band (0 to 255 unless it has a range) or an expression (0 to 1)'),
    colormap: colormapSchema.optional(),
    nodata: z.number().optional().describe('Value that means no data in all of its bands'),
    outOfBounds: z
      .enum(['clamp', 'transparent'])
      .optional()
      .describe('How values outside of the range are shown; `clamp` unless given'),
    resampling: resamplingSchema.optional(),
    styles: z
      .record(styleName, style)
      .optional()
      .describe('Further looks of a picture of one channel, by the names that STYLES asks for them'),
  })
  .refine(({ colormap, resampling = 'nearest' }) => resampling === 'nearest' || !isOfClasses(colormap), {
    message: 'pixels coloured by values or intervals are not interpolated: expected resampling nearest',
    path: ['resampling'],
  })
  .refine(({ channels, styles }) => styles === undefined || channels.length === 1, {
    message: 'styles are of one channel: expected one channel',
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
          one.terrain !== undefined ||
          typeof colormap === 'object',
      ),
    { message: 'an expression needs a range' },
  );

/** Whether single values have colours of their own: what lies between two of them is neither. */
export const isOfClasses = (colormap: ColormapConfig | undefined): boolean =>
  typeof colormap === 'object' && ('values' in colormap || 'intervals' in colormap);

export type BrowseTypeConfig = z.infer<typeof browseTypeSchema>;
export type BrowseChannelConfig = BrowseTypeConfig['channels'][number];
export type ColormapConfig = z.infer<typeof colormapSchema>;
export type StyleConfig = z.infer<typeof style>;
export type HillshadeConfig = z.infer<typeof hillshade>;
export type TerrainConfig = z.infer<typeof terrain>;
export type ContoursConfig = z.infer<typeof contours>;
