import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Step } from '@pvs/core/queue/stage';
import { quicklookChannels } from '../outputs/quicklook-channels.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import { known, type PreprocessState } from '../preprocess-state.ts';
import { preprocessingOf } from '../preprocessing-of.ts';

const TIME_LIMIT_MS = 10 * 60_000;

/** Draws a small picture of the first coverage that the default browse can be seen in. */
export const quicklook = ({ gdal }: PreprocessContext): Step<PreprocessState> => ({
  name: 'quicklook',
  applies: (state) => preprocessingOf(state).quicklook !== undefined,
  run: async (state, { signal, log }) => {
    const { quicklook: config } = preprocessingOf(state);
    const { type } = known(state, 'classification');
    const shown = state.outputs
      .map(({ path, cog }) => ({ path, channels: quicklookChannels(type, cog) }))
      .find(({ channels }) => channels !== undefined);
    if (!config || !shown?.channels) {
      log.warn({ coverages: state.outputs.length }, 'Quicklook:NothingToShow');
      return {};
    }
    const output = join(state.workDir, `quicklook.${config.format}`);
    const { path, channels } = shown;
    const size = await gdal.run(
      { kind: 'quicklook', raster: { path, driver: 'GTiff' }, channels, ...config, output },
      { signal, timeLimitMs: TIME_LIMIT_MS },
    );
    const mediaType = `image/${config.format}` as const;
    return { quicklook: { path: output, mediaType, ...size, sizeBytes: (await stat(output)).size } };
  },
});
