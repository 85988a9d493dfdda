import { invalidInput } from '@pvs/core/errors';
import type { Job } from '@pvs/core/queue/stage';
import type { RasterFile, Subdataset } from '../gdal/gdal-job.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import type { PreprocessState } from '../preprocess-state.ts';
import { checkRaster } from './check-raster.ts';
import { refuseHdf5References } from './hdf5-references.ts';
import { inspectSource } from './inspect-source.ts';
import { containerDriver } from './raster-driver.ts';
import type { RasterSource } from './raster-source.ts';
import { matchesAny, selectFiles } from './select-files.ts';

/** Listing reads headers, of which files of instruments have thousands. */
const TIME_LIMIT_MS = 120_000;

/**
 * The rasters inside netCDF and HDF5 files whose names match one of the patterns.
 * @throws InvalidInput `DataMissing` where none does, naming what there is
 */
export async function findSubdatasets(
  context: PreprocessContext,
  { files }: Pick<PreprocessState, 'files'>,
  job: Job,
  patterns: { readonly files?: readonly string[] | undefined; readonly subdatasets: readonly string[] },
): Promise<RasterSource[]> {
  const containers = await containersAmong(files);
  const chosen = selectFiles([...containers.keys()].sort(), patterns.files);
  const sources: RasterSource[] = [];
  const seen: string[] = [];
  for (const file of chosen) {
    const container = containers.get(file);
    if (!container) continue;
    for (const { name, raster } of await subdatasetsOf(context, file, container, job)) {
      seen.push(name);
      if (!matchesAny(name, patterns.subdatasets)) continue;
      const info = await inspectSource(context, raster, job);
      checkRaster(`${file}:${name}`, info, context.config.limits.packageBytes);
      sources.push({ file: chosen.length > 1 ? `${file}:${name}` : name, raster, info, parts: [] });
    }
  }
  if (sources.length > 0) return sources;
  const found = seen.length > 0 ? seen.slice(0, 20).join(', ') : 'none';
  throw invalidInput(
    `no subdatasets that match ${patterns.subdatasets.join(', ')}: ${chosen.length} netCDF or HDF5 files hold ${found}`,
    { code: 'DataMissing', detail: { subdatasets: seen.slice(0, 50), files: chosen.slice(0, 20) } },
  );
}

/** What a file holds, after a look whether it may be opened. */
export async function subdatasetsOf(
  { gdal }: PreprocessContext,
  file: string,
  container: RasterFile,
  job: Job,
): Promise<readonly Subdataset[]> {
  await refuseHdf5References(container.path, file);
  return gdal.run({ kind: 'list', raster: container }, { signal: job.signal, timeLimitMs: TIME_LIMIT_MS });
}

async function containersAmong(files: ReadonlyMap<string, string>): Promise<Map<string, RasterFile>> {
  const found = new Map<string, RasterFile>();
  for (const [file, path] of files) {
    const driver = await containerDriver(path);
    if (driver) found.set(file, { path, driver });
  }
  return found;
}
