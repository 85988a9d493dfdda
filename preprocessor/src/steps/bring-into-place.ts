import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job, Step } from '@pvs/core/queue/stage';
import type { Georeference, RasterInfo } from '../gdal/gdal-job.ts';
import { planRaster } from '../plan/plan-raster.ts';
import type { PlannedRaster } from '../pixels/pixel-plan.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import { known, type PreprocessState } from '../preprocess-state.ts';
import { changesPixels, pixelDirectory, preprocessingOf } from '../preprocessing-of.ts';
import { inspectSource } from '../rasters/inspect-source.ts';
import type { PlacedRaster } from '../rasters/raster-source.ts';

const TIME_LIMIT_MS = 2 * 3600 * 1000;

/**
 * Begins the plan of what pixels will be, where the type has steps for them: rasters that are to be warped by points
 * or a sensor model are, since bands, masks and footprints meet on grids.
 */
export const bringIntoPlace = (context: PreprocessContext): Step<PreprocessState> => ({
  name: 'bring-into-place',
  weight: 2,
  applies: (state) => changesPixels(preprocessingOf(state)),
  run: async (state, job) => {
    await mkdir(pixelDirectory(state), { recursive: true });
    const planned: PlannedRaster[] = [];
    for (const [i, placed] of state.placed.entries()) {
      const progress = (fraction: number) => job.progress((i + fraction) / state.placed.length);
      planned.push(await planOne(context, state, placed, { ...job, progress }));
    }
    return { planned, begun: planned };
  },
});

async function planOne(
  context: PreprocessContext,
  state: PreprocessState,
  placed: PlacedRaster,
  job: Job,
): Promise<PlannedRaster> {
  const { nodata } = preprocessingOf(state);
  const { file, raster, georeference } = placed;
  const source = state.sources.find((one) => one.file === file);
  if (georeference.by === 'transform') {
    const isOriginal = source?.raster.path === raster.path;
    const info = isOriginal ? source.info : await inspectSource(context, raster, job);
    return planRaster({ file, raster, info, crs: georeference.crs, nodata });
  }
  const output = join(pixelDirectory(state), `placed-${state.placed.indexOf(placed)}.tif`);
  const info = await warp(context, state, { placed, georeference, output }, job);
  // Warped, nodata is what the file says it is.
  return planRaster({ file, raster: { path: output, driver: 'GTiff' }, info });
}

function warp(
  { gdal }: PreprocessContext,
  state: PreprocessState,
  { placed, georeference, output }: { placed: PlacedRaster; georeference: Georeference; output: string },
  job: Job,
): Promise<RasterInfo> {
  const { nodata } = preprocessingOf(state);
  const { crs, resampling } = known(state, 'classification').type.cog;
  return gdal.run(
    {
      kind: 'warp',
      rasters: [placed.raster],
      ...{ georeference, crs, resampling, output },
      ...(nodata !== undefined && { nodata }),
    },
    { signal: job.signal, timeLimitMs: TIME_LIMIT_MS, progress: job.progress },
  );
}
