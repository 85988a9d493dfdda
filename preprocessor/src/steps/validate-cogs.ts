import { open } from 'node:fs/promises';
import { invalidInput } from '@pvs/core/errors';
import type { Step } from '@pvs/core/queue/stage';
import { cogProblems } from '../cog/cog-problems.ts';
import { readTiffDirectories } from '../cog/tiff-directories.ts';
import { known, type PreprocessState } from '../preprocess-state.ts';

/** Looks with other eyes than GDAL's whether what was written is a COG, before anybody sees it. */
export const validateCogs: Step<PreprocessState> = {
  name: 'validate-cog',
  weight: 0.1,
  run: async (state) => {
    const { blockSizePx } = known(state, 'classification').type.cog;
    for (const { name, path } of [...state.outputs, ...state.maskOutputs]) {
      await using file = await open(path);
      const problems = cogProblems(await readTiffDirectories(file), blockSizePx);
      if (problems.length === 0) continue;
      throw invalidInput(
        `the COG that was written${name && ` for ${name}`} is none: ${problems.join('; ')}`,
        {
          code: 'InvalidCog',
          detail: { problems },
        },
      );
    }
    return {};
  },
};
