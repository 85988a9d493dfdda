import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type CogConfig, cogSchema } from '@pvs/core/config/cog';
import type { Step } from '@pvs/core/queue/stage';
import type { PreprocessContext } from '../preprocess-context.ts';
import { known, type MaskOutput, type PreprocessState } from '../preprocess-state.ts';
import { pixelDirectory } from '../preprocessing-of.ts';

const TIME_LIMIT_MS = 3600 * 1000;

/** Writes each mask as a COG of one 8-bit band, 255 where it marks. */
export const writeMasks = ({ gdal }: PreprocessContext): Step<PreprocessState> => ({
  name: 'write-masks',
  applies: ({ plannedMasks }) => plannedMasks.length > 0,
  run: async (state, job) => {
    const options = { signal: job.signal, timeLimitMs: TIME_LIMIT_MS };
    const cog = maskOptions(known(state, 'classification').type.cog);
    const scratch = pixelDirectory(state);
    const maskOutputs: MaskOutput[] = [];
    for (const [i, { type, marks, plan }] of state.plannedMasks.entries()) {
      const raw = join(scratch, `mask-${i}.tif`);
      const { share } = await gdal.run({ kind: 'compute', plan, output: raw }, options);
      const path = join(scratch, `mask-${i}_COG.tif`);
      const rasters = [{ path: raw, driver: 'GTiff' as const }];
      const written = await gdal.run(
        { kind: 'convert', rasters, georeference: { by: 'transform' }, cog, output: path, scratch },
        options,
      );
      maskOutputs.push({ name: type, marks, share, path, sizeBytes: (await stat(path)).size, cog: written });
      job.progress((i + 1) / state.plannedMasks.length);
    }
    return { maskOutputs };
  },
});

/** Where the coverages are, and nothing between 0 and 255. */
const maskOptions = ({ crs, alignedTo, blockSizePx }: CogConfig): CogConfig =>
  cogSchema.parse({ crs, alignedTo, blockSizePx, resampling: 'nearest', overviewResampling: 'nearest' });
