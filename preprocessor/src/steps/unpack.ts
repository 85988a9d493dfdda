import { rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Step } from '@pvs/core/queue/stage';
import { packageLimits } from '../package/package-limits.ts';
import { unpackPackage } from '../package/unpack-package.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import { known, type PreprocessState } from '../preprocess-state.ts';
import { rasterDriver } from '../rasters/raster-driver.ts';

/** Makes a package a set of plain files. A raster that comes without a package is one by itself. */
export const unpack = ({ config }: PreprocessContext): Step<PreprocessState> => ({
  name: 'unpack',
  weight: 2,
  run: async (state, { signal }) => {
    const fetched = known(state, 'fetched');
    const isFile = (await stat(fetched)).isFile();
    if (isFile && (await rasterDriver(fetched))) return { files: new Map([[basename(fetched), fetched]]) };
    const content = join(state.workDir, 'content');
    // What an attempt left before its disk or storage failed.
    await rm(content, { recursive: true, force: true });
    const entries = await unpackPackage(fetched, content, packageLimits(config.limits), signal);
    return { files: new Map(entries.map(({ path, file }) => [path, file])) };
  },
});
