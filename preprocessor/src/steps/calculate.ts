import type { Step } from '@pvs/core/queue/stage';
import { calculateBands } from '../plan/calculate-bands.ts';
import { known, type PreprocessState } from '../preprocess-state.ts';
import { preprocessingOf } from '../preprocessing-of.ts';

/** Works bands out of those there are. */
export const calculate: Step<PreprocessState> = {
  name: 'calculate',
  weight: 0.1,
  applies: (state) => preprocessingOf(state).calculate !== undefined,
  run: (state) => {
    const { calculate: config } = preprocessingOf(state);
    const planned = known(state, 'planned').map((raster) =>
      config ? calculateBands(raster, config) : raster,
    );
    return Promise.resolve({ planned });
  },
};
