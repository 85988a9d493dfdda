import type { ScaleConfig } from '@pvs/core/config/preprocessing';
import { invalidInput } from '@pvs/core/errors';
import type { Job, Step } from '@pvs/core/queue/stage';
import type { PlannedRaster } from '../pixels/pixel-plan.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import { known, type PreprocessState } from '../preprocess-state.ts';
import { preprocessingOf } from '../preprocessing-of.ts';

const TIME_LIMIT_MS = 30 * 60_000;

type Ranges = readonly (readonly [black: number, white: number])[];

/** Brings bands to 8 bits: 1 to 255, and 0 where there is no data. */
export const scale = (context: PreprocessContext): Step<PreprocessState> => ({
  name: 'scale',
  applies: (state) => preprocessingOf(state).scale !== undefined,
  run: async (state, job) => {
    const { scale: config } = preprocessingOf(state);
    if (!config) return {};
    const planned: PlannedRaster[] = [];
    for (const raster of known(state, 'planned')) {
      const ranges = config.range
        ? given(config.range, raster)
        : await measured(context, raster, config, job);
      planned.push({
        ...raster,
        dataType: 'Byte',
        bands: raster.bands.map((band) => (band.color === 'palette' ? { ...band, color: 'gray' } : band)),
        ...(raster.transparency === 'nodata' && { nodata: 0 }),
        node: { op: 'scale', input: raster.node, ranges, gamma: config.gamma },
      });
    }
    return { planned };
  },
});

function given(range: NonNullable<ScaleConfig['range']>, { file, bands }: PlannedRaster): Ranges {
  const [first] = range;
  if (typeof first === 'number') return bands.map(() => range as [number, number]);
  const ranges = range as [number, number][];
  if (ranges.length === bands.length) return ranges;
  throw invalidInput(
    `scaling is configured with ${ranges.length} ranges, ${file} has ${bands.length} bands`,
    {
      code: 'InvalidConfiguration',
      detail: { ranges, bands: bands.map(({ name }) => name) },
    },
  );
}

async function measured(
  { gdal }: PreprocessContext,
  { node, grid }: PlannedRaster,
  { percentiles = [2, 98] }: ScaleConfig,
  { signal }: Job,
): Promise<Ranges> {
  const found = await gdal.run(
    { kind: 'measure', node, grid, percentiles },
    { signal, timeLimitMs: TIME_LIMIT_MS },
  );
  // What has no data has no range, and needs none.
  return found.map((values) => [values?.[0] ?? 0, values?.[1] ?? 1]);
}
