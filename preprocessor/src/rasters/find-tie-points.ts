import type { TiePointsConfig } from '@pvs/core/config/preprocessing';
import { invalidInput } from '@pvs/core/errors';
import type { Job } from '@pvs/core/queue/stage';
import type { RasterFile } from '../gdal/gdal-job.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import type { PreprocessState } from '../preprocess-state.ts';
import type { TiePoints } from './auxiliary.ts';
import { subdatasetsOf } from './find-subdatasets.ts';
import { containerDriver, rasterDriver } from './raster-driver.ts';
import type { RasterSource } from './raster-source.ts';
import { matchesAny } from './select-files.ts';

/** The longitudes or latitudes of a raster's tie points. @throws InvalidInput `NotGeoreferenced` where there are none */
export async function findTiePoints(
  context: PreprocessContext,
  { files, subdataset, band }: TiePointsConfig,
  { file, raster }: RasterSource,
  state: Pick<PreprocessState, 'files'>,
  job: Job,
): Promise<TiePoints> {
  if (files === undefined) return { raster, band };
  const refuse = (why: string) =>
    invalidInput(`${file} cannot be placed by the tie points in '${files}': ${why}`, {
      code: 'NotGeoreferenced',
      detail: { file },
    });
  const found = [...state.files].filter(([path]) => matchesAny(path, [files]));
  const [match] = found;
  if (!match || found.length > 1) throw refuse(`${found.length} files match, expected one`);
  const opened = await openable(context, match, subdataset, job);
  if (opened) return { raster: opened, band };
  throw refuse(subdataset === undefined ? 'it is no raster' : `it has no raster '${subdataset}'`);
}

async function openable(
  context: PreprocessContext,
  [file, path]: readonly [string, string],
  subdataset: string | undefined,
  job: Job,
): Promise<RasterFile | undefined> {
  if (subdataset === undefined) {
    const driver = await rasterDriver(path);
    return driver && { path, driver };
  }
  const driver = await containerDriver(path);
  const inside = driver ? await subdatasetsOf(context, file, { path, driver }, job) : [];
  return inside.find(({ name }) => name === subdataset)?.raster;
}
