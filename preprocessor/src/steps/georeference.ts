import type { Step } from '@pvs/core/queue/stage';
import type { PreprocessState } from '../preprocess-state.ts';
import { planGeoreference } from '../rasters/plan-georeference.ts';

/** Decides how each raster gets its place. */
export const georeference: Step<PreprocessState> = {
  name: 'georeference',
  weight: 0.1,
  run: ({ sources }) =>
    Promise.resolve({
      placed: sources.map((source) => ({
        file: source.file,
        raster: source.raster,
        georeference: planGeoreference(source),
      })),
    }),
};
