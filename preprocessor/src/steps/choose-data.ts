import type { Step } from '@pvs/core/queue/stage';
import { findDimapRasters } from '../rasters/find-dimap-rasters.ts';
import { findRasters } from '../rasters/find-rasters.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import { known, type PreprocessState } from '../preprocess-state.ts';

/** Chooses the rasters: those the product type names, else those DIMAP documents describe, else all georeferenced. */
export const chooseData = (context: PreprocessContext): Step<PreprocessState> => ({
  name: 'choose-data',
  run: async (state, job) => {
    const patterns = known(state, 'classification').type.dataFiles;
    const dimap = patterns ? [] : await findDimapRasters(context, state, job);
    if (dimap.length > 0) return { sources: dimap };
    return { sources: await findRasters(context, state, job, patterns) };
  },
});
