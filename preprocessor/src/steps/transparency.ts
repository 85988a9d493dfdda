import type { Step } from '@pvs/core/queue/stage';
import { setTransparency } from '../plan/set-transparency.ts';
import { known, type PreprocessState } from '../preprocess-state.ts';
import { preprocessingOf } from '../preprocessing-of.ts';

/** Has the COGs say where they have no data in the configured way: by a value, a mask or an alpha band. */
export const transparency: Step<PreprocessState> = {
  name: 'transparency',
  weight: 0.1,
  applies: (state) => preprocessingOf(state).transparency !== undefined,
  run: (state) => {
    const wanted = preprocessingOf(state).transparency ?? 'mask';
    return Promise.resolve({
      planned: known(state, 'planned').map((raster) => setTransparency(raster, wanted)),
    });
  },
};
