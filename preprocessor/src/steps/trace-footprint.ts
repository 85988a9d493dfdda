import { buildFootprint } from '@pvs/core/geometry/build-footprint';
import { coverageFootprint } from '@pvs/core/geometry/coverage-footprint';
import type { Step } from '@pvs/core/queue/stage';
import type { PreprocessContext } from '../preprocess-context.ts';
import { known, type PreprocessState } from '../preprocess-state.ts';

const TIME_LIMIT_MS = 10 * 60_000;

/** Where the product has data, by its pixels: for metadata that do not say it. Without a pixel of data all of it. */
export const traceFootprint = ({ gdal }: PreprocessContext): Step<PreprocessState> => ({
  name: 'trace-footprint',
  weight: 0.2,
  applies: ({ metadata }) => metadata?.footprint === undefined,
  run: async (state, { signal, log }) => {
    const { nodata } = known(state, 'classification').type;
    const rasters = state.outputs.map(({ path }) => ({ path, driver: 'GTiff' as const }));
    const polygons = await gdal.run(
      { kind: 'outline', rasters, ...(nodata !== undefined && { nodata }) },
      { signal, timeLimitMs: TIME_LIMIT_MS },
    );
    if (polygons.length > 0) return { traced: buildFootprint(polygons) };
    log.warn({ identifier: state.metadata?.identifier }, 'Footprint:NoData');
    return { traced: coverageFootprint(state.coverages.map(({ grid }) => grid)) };
  },
});
