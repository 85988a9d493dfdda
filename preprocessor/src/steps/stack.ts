import type { Step } from '@pvs/core/queue/stage';
import { Alignment } from '../plan/align-pixels.ts';
import { commonGrid, findBands, type FoundBand, stackBands } from '../plan/stack-bands.ts';
import type { PlannedRaster } from '../pixels/pixel-plan.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import { known, type PreprocessState } from '../preprocess-state.ts';
import { pixelDirectory, preprocessingOf } from '../preprocessing-of.ts';
import { matchesAny } from '../rasters/select-files.ts';

/**
 * Makes coverages of bands of one or several files, brought to one grid. Rasters that no stack names are left out,
 * but for the panchromatic one.
 */
export const stack = (context: PreprocessContext): Step<PreprocessState> => ({
  name: 'stack',
  applies: (state) => preprocessingOf(state).stack !== undefined,
  run: async (state, job) => {
    const { stack: stacks = {}, pansharpen } = preprocessingOf(state);
    const rasters = known(state, 'planned');
    const isSharp = ({ file }: PlannedRaster) =>
      pansharpen !== undefined && matchesAny(file, [pansharpen.panchromatic]);
    const candidates = rasters.filter((raster) => !isSharp(raster));
    const planned: PlannedRaster[] = [];
    for (const [name, config] of Object.entries(stacks)) {
      const found = findBands(name, config, candidates);
      const grid = commonGrid(found, config.grid);
      const alignment = new Alignment(context, `${pixelDirectory(state)}/${name}`, job, config.resampling);
      const aligned: FoundBand[] = [];
      const done = new Map<PlannedRaster, PlannedRaster>();
      for (const band of found) {
        const raster = done.get(band.raster) ?? (await alignment.to(grid, band.raster));
        done.set(band.raster, raster);
        aligned.push({ ...band, raster });
      }
      planned.push(stackBands(name, aligned));
    }
    return { planned: [...planned, ...rasters.filter(isSharp)] };
  },
});
