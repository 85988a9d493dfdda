import type { Step } from '@pvs/core/queue/stage';
import { dataPatterns } from '../rasters/data-patterns.ts';
import { findDimapRasters } from '../rasters/find-dimap-rasters.ts';
import { findRasters } from '../rasters/find-rasters.ts';
import { findReferencedRasters } from '../rasters/find-referenced-rasters.ts';
import { findSubdatasets } from '../rasters/find-subdatasets.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import { known, type PreprocessState } from '../preprocess-state.ts';
import { preprocessingOf } from '../preprocessing-of.ts';

/**
 * Chooses the rasters: those the product type names, files or rasters inside them, else those DIMAP documents
 * describe, else those other metadata name, else all georeferenced.
 */
export const chooseData = (context: PreprocessContext): Step<PreprocessState> => ({
  name: 'choose-data',
  run: async (state, job) => {
    const preprocessing = preprocessingOf(state);
    const patterns = dataPatterns(known(state, 'classification').type, preprocessing);
    const { subdatasets } = preprocessing;
    // Where the message says that the image lies, it is not asked for a place of its own.
    const georeference = state.request.georeference
      ? ({ by: 'corners' } as const)
      : preprocessing.georeference;
    if (subdatasets) {
      return { sources: await findSubdatasets(context, state, job, { files: patterns.take, subdatasets }) };
    }
    const dimap = patterns.take ? [] : await findDimapRasters(context, state, job);
    if (dimap.length > 0) return { sources: dimap };
    const referenced = patterns.take ? [] : await findReferencedRasters(context, state, job, patterns.leave);
    if (referenced.length > 0) return { sources: referenced };
    return { sources: await findRasters(context, state, job, patterns, georeference) };
  },
});
