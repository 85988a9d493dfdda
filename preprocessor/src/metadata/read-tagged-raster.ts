import { posix } from 'node:path';
import { isPvsError } from '@pvs/core/errors';
import { readParsedDocument } from '@pvs/core/formats/read-metadata';
import type { ProductMetadata } from '@pvs/core/catalogue/product';
import type { Job } from '@pvs/core/queue/stage';
import type { PreprocessContext } from '../preprocess-context.ts';
import type { PreprocessState } from '../preprocess-state.ts';
import { rasterDriver } from '../rasters/raster-driver.ts';
import { selectFiles } from '../rasters/select-files.ts';

/** Rasters of a package whose tags are looked at. */
const MAX_RASTERS = 20;
const TIME_LIMIT_MS = 60_000;

/**
 * The product that a raster's own tags describe, for packages without a metadata document: the first raster that
 * says when it was sensed. One raster gives the product its name, several are called after their package.
 */
export async function readTaggedRaster(
  { gdal }: Pick<PreprocessContext, 'gdal'>,
  { files, prefix }: Pick<PreprocessState, 'files' | 'prefix'>,
  job: Job,
): Promise<ProductMetadata | undefined> {
  const rasters = await rastersAmong(files);
  for (const { file, path, driver } of rasters.slice(0, MAX_RASTERS)) {
    try {
      const tags = await gdal.run(
        { kind: 'tags', raster: { path, driver } },
        { signal: job.signal, timeLimitMs: TIME_LIMIT_MS },
      );
      const name = rasters.length === 1 ? file : `${posix.basename(prefix)}.tif`;
      return readParsedDocument({ kind: 'geotiff', tags }, name).metadata;
    } catch (error) {
      // The step says what is missing in the package as a whole.
      if (!isPvsError(error, 'InvalidInput')) throw error;
    }
  }
  return undefined;
}

async function rastersAmong(files: ReadonlyMap<string, string>) {
  const rasters = [];
  for (const file of selectFiles([...files.keys()].sort())) {
    const path = files.get(file) ?? '';
    const driver = await rasterDriver(path);
    if (driver) rasters.push({ file, path, driver });
  }
  return rasters;
}
