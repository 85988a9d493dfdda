import type { Job } from '@pvs/core/queue/stage';
import type { RasterFile, RasterInfo } from '../gdal/gdal-job.ts';
import type { PreprocessContext } from '../preprocess-context.ts';

/** Headers are read in milliseconds; what takes longer is damaged or made to. */
const TIME_LIMIT_MS = 60_000;

/** What GDAL says about a raster without reading a pixel. */
export const inspectSource = (
  { gdal }: PreprocessContext,
  raster: RasterFile,
  job: Job,
): Promise<RasterInfo> =>
  gdal.run({ kind: 'inspect', raster }, { signal: job.signal, timeLimitMs: TIME_LIMIT_MS });
