import { join } from 'node:path';
import type { Step } from '@pvs/core/queue/stage';
import type { PlannedRaster } from '../pixels/pixel-plan.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import { known, type PreprocessState } from '../preprocess-state.ts';
import { changesPixels, pixelDirectory, preprocessingOf } from '../preprocessing-of.ts';
import type { PlacedRaster } from '../rasters/raster-source.ts';

const TIME_LIMIT_MS = 2 * 3600 * 1000;

/** Works out what the steps before it planned, in one pass over the pixels. What no step changed stays as it is. */
export const workOut = (context: PreprocessContext): Step<PreprocessState> => ({
  name: 'work-out',
  weight: 5,
  applies: (state) => changesPixels(preprocessingOf(state)),
  run: async (state, job) => {
    const planned = known(state, 'planned');
    const placed: PlacedRaster[] = [];
    for (const [i, plan] of planned.entries()) {
      const same = unchanged(plan, state);
      const output = join(pixelDirectory(state), `coverage-${i}.tif`);
      if (!same) {
        const progress = (fraction: number) => job.progress((i + fraction) / planned.length);
        const options = { signal: job.signal, timeLimitMs: TIME_LIMIT_MS, progress };
        await context.gdal.run({ kind: 'compute', plan, output }, options);
      }
      placed.push(
        same ?? {
          file: plan.file,
          raster: { path: output, driver: 'GTiff' },
          georeference: { by: 'transform' },
        },
      );
    }
    return { placed };
  },
});

/** What is still the raster that its plan began with. */
function unchanged(plan: PlannedRaster, state: PreprocessState): PlacedRaster | undefined {
  if (preprocessingOf(state).nodata !== undefined) return undefined;
  const { placed, begun } = state;
  const i = begun.indexOf(plan);
  const own = placed[i];
  if (!own || plan.node.op !== 'source') return undefined;
  const isOwnFile = plan.node.raster.path === own.raster.path;
  const raster = isOwnFile
    ? own
    : { ...own, raster: plan.node.raster, georeference: { by: 'transform' as const } };
  return raster;
}
