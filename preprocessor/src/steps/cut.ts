import type { Step } from '@pvs/core/queue/stage';
import { partlyHidden } from '../plan/partly-hidden.ts';
import { known, type PreprocessState } from '../preprocess-state.ts';
import { preprocessingOf } from '../preprocessing-of.ts';

/** Makes what lies outside the footprint of the metadata nodata. */
export const cut: Step<PreprocessState> = {
  name: 'cut',
  weight: 0.1,
  applies: (state) => preprocessingOf(state).cut !== undefined,
  run: (state, job) => {
    const footprint = state.metadata?.footprint;
    if (!footprint) {
      job.log.warn({ identifier: state.metadata?.identifier }, 'Cut:NoFootprint');
      return Promise.resolve({});
    }
    const planned = known(state, 'planned').map((raster) => {
      const mask = { op: 'polygons', grid: raster.grid, polygons: footprint.coordinates } as const;
      return {
        ...partlyHidden(raster),
        node: { op: 'hide', input: raster.node, mask, where: 'unmarked' } as const,
      };
    });
    return Promise.resolve({ planned });
  },
};
