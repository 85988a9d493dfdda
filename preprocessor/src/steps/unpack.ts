import { copyFile, mkdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Step } from '@pvs/core/queue/stage';
import { filesBelow } from '../files-below.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import { known, type PreprocessState } from '../preprocess-state.ts';
import { rasterDriver } from '../rasters/raster-driver.ts';

/** Makes a package a directory of plain files. A raster that comes without a package is its own. */
export const unpack = ({ config, unpackPackage }: PreprocessContext): Step<PreprocessState> => ({
  name: 'unpack',
  weight: 2,
  run: async (state) => {
    const fetched = known(state, 'fetched');
    const content = join(state.workDir, 'content');
    await mkdir(content, { recursive: true });
    const isRaster = (await stat(fetched)).isFile() && (await rasterDriver(fetched)) !== undefined;
    if (isRaster) await copyFile(fetched, join(content, basename(fetched)));
    else await unpackPackage(fetched, content, config.limits);
    return { files: await filesBelow(content) };
  },
});
