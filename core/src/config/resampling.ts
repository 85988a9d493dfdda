import { z } from 'zod';

/** How pictures take values from the pixels of their sources. */
export const resamplingSchema = z
  .enum(['nearest', 'bilinear', 'cubic', 'average'])
  .describe(
    'How pixels are interpolated: `bilinear` unless given, `nearest`, `cubic` or `average`; pixels coloured by `values` or `intervals` never are',
  );

export type Resampling = z.infer<typeof resamplingSchema>;
