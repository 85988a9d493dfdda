import { invalidInput } from '@pvs/core/errors';
import type { Step } from '@pvs/core/queue/stage';
import { Alignment } from '../plan/align-pixels.ts';
import { partlyHidden } from '../plan/partly-hidden.ts';
import type { PlannedRaster } from '../pixels/pixel-plan.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import { known, type PreprocessState } from '../preprocess-state.ts';
import { pixelDirectory, preprocessingOf } from '../preprocessing-of.ts';
import { matchesAny } from '../rasters/select-files.ts';

/** Gives every raster the resolution of the panchromatic one, which is then no coverage of its own. */
export const pansharpen = (context: PreprocessContext): Step<PreprocessState> => ({
  name: 'pansharpen',
  applies: (state) => preprocessingOf(state).pansharpen !== undefined,
  run: async (state, job) => {
    const { pansharpen: config } = preprocessingOf(state);
    if (!config) return {};
    const rasters = known(state, 'planned');
    const sharp = rasters.filter(({ file }) => matchesAny(file, [config.panchromatic]));
    const [panchromatic] = sharp;
    const spectral = rasters.filter((raster) => !sharp.includes(raster));
    if (!panchromatic || sharp.length > 1 || spectral.length === 0) {
      throw invalidInput(
        `${sharp.length} of ${rasters.length} rasters match '${config.panchromatic}': expected the panchromatic one, and others to sharpen with it`,
        { code: 'DataMissing', detail: { files: rasters.map(({ file }) => file).slice(0, 20) } },
      );
    }
    const alignment = new Alignment(context, `${pixelDirectory(state)}/sharp`, job, config.resampling);
    const planned: PlannedRaster[] = [];
    for (const raster of spectral) {
      const aligned = await alignment.to(panchromatic.grid, raster);
      planned.push(sharpened(aligned, panchromatic, config.weights));
    }
    return { planned };
  },
});

function sharpened(
  raster: PlannedRaster,
  panchromatic: PlannedRaster,
  given: readonly number[] | undefined,
): PlannedRaster {
  const count = raster.bands.length;
  const weights = given ?? raster.bands.map(() => 1 / count);
  if (weights.length !== count) {
    throw invalidInput(
      `pansharpening is configured with ${weights.length} weights, ${raster.file} has ${count} bands`,
      { code: 'InvalidConfiguration', detail: { weights, bands: raster.bands.map(({ name }) => name) } },
    );
  }
  const node = { op: 'pansharpen', input: raster.node, panchromatic: panchromatic.node, weights } as const;
  return { ...partlyHidden(raster), node };
}
