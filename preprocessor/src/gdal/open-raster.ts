import { invalidInput, messageOf } from '@pvs/core/errors';
import gdal from 'gdal-async';
import type { RasterFile } from './gdal-job.ts';
import { refuseReferences } from './refuse-references.ts';

/**
 * Opens a raster with the one driver its content was recognised as.
 * @throws InvalidInput `RasterUnreadable`, or `UnsupportedRaster` where it would lead GDAL to files of others
 */
export function openRaster({ path, driver }: RasterFile): gdal.Dataset {
  const dataset = opened(path, driver);
  try {
    refuseReferences(dataset, path);
    return dataset;
  } catch (error) {
    dataset.close();
    throw error;
  }
}

function opened(path: string, driver: string): gdal.Dataset {
  try {
    return gdal.open(path, 'r', [driver]);
  } catch (cause) {
    throw invalidInput(`as ${driver}: ${messageOf(cause)}`, {
      code: 'RasterUnreadable',
      cause,
    });
  }
}
