import type { Step } from '@pvs/core/queue/stage';
import { splitBands } from '../plan/split-bands.ts';
import { known, type PreprocessState } from '../preprocess-state.ts';
import { preprocessingOf } from '../preprocessing-of.ts';

/** Makes several coverages of the bands of one. */
export const split: Step<PreprocessState> = {
  name: 'split',
  weight: 0.1,
  applies: (state) => preprocessingOf(state).split !== undefined,
  run: (state) => {
    const groups = preprocessingOf(state).split ?? {};
    const rasters = known(state, 'planned');
    return Promise.resolve({
      planned: rasters.flatMap((raster) => splitBands(raster, groups, rasters.length === 1)),
    });
  },
};
