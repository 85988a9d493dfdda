import { mkdir, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Step } from '@pvs/core/queue/stage';
import { keyName } from '@pvs/core/storage/product-keys';
import type { PreprocessContext } from '../preprocess-context.ts';
import { known, type Output, type PreprocessState } from '../preprocess-state.ts';

/** The largest scene known took a fifth of this on two cores. */
const TIME_LIMIT_MS = 2 * 3600 * 1000;

/** Writes each raster as a Cloud Optimized GeoTIFF, warped where it has to be. */
export const writeCogs = ({ gdal }: PreprocessContext): Step<PreprocessState> => ({
  name: 'write-cog',
  weight: 10,
  run: async (state, job) => {
    const scratch = join(state.workDir, 'cog');
    await mkdir(scratch, { recursive: true });
    const { cog: options } = known(state, 'classification').type;
    const names = outputNames(state.placed.map(({ file }) => file));
    const outputs: Output[] = [];
    for (const [i, { raster, georeference }] of state.placed.entries()) {
      const name = names[i] ?? '';
      const path = join(scratch, `${i}_COG.tif`);
      const cog = await gdal.run(
        { kind: 'convert', rasters: [raster], georeference, cog: options, output: path, scratch },
        {
          signal: job.signal,
          timeLimitMs: TIME_LIMIT_MS,
          progress: (fraction) => job.progress((i + fraction) / state.placed.length),
        },
      );
      outputs.push({ name, path, sizeBytes: (await stat(path)).size, cog });
    }
    return { outputs };
  },
});

/** What tells the coverages of one product apart: nothing for one, else the names of their files. */
function outputNames(files: readonly string[]): string[] {
  if (files.length === 1) return [''];
  const stems = files.map((file) => keyName(posix.basename(file).replace(/\.[^.]*$/, '')));
  return stems.map((stem, i) => (stems.indexOf(stem) === i ? stem : `${stem}-${i + 1}`));
}
