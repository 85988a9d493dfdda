import type { Step } from '@pvs/core/queue/stage';
import type { PreprocessContext } from '../preprocess-context.ts';
import type { PreprocessState } from '../preprocess-state.ts';
import { preprocessingOf } from '../preprocessing-of.ts';
import { placeAsTold } from '../rasters/place-as-told.ts';
import { placeByTiePoints } from '../rasters/place-by-tie-points.ts';
import { placeRaster } from '../rasters/place-raster.ts';
import type { PlacedRaster } from '../rasters/raster-source.ts';

/** Decides how each raster gets its place. */
export const georeference = (context: PreprocessContext): Step<PreprocessState> => ({
  name: 'georeference',
  weight: 0.1,
  run: async (state, job) => {
    const configured = preprocessingOf(state).georeference;
    const told = state.request.georeference;
    const placed: PlacedRaster[] = [];
    for (const source of state.sources) {
      if (told) {
        placed.push(await placeAsTold(state, source, told));
        continue;
      }
      const tied = configured ? undefined : await placeByTiePoints(state, source);
      placed.push(tied ?? (await placeRaster(context, state, source, configured, job)));
    }
    return { placed };
  },
});
