import { invalidInput, messageOf } from '@pvs/core/errors';
import gdal from 'gdal-async';
import type { RasterFile } from './gdal-job.ts';

/** Opens a raster with the one driver its content was recognised as. @throws InvalidInput `RasterUnreadable` */
export function openRaster({ path, driver }: RasterFile): gdal.Dataset {
  try {
    return gdal.open(path, 'r', [driver]);
  } catch (cause) {
    throw invalidInput(`as ${driver}: ${messageOf(cause)}`, {
      code: 'RasterUnreadable',
      cause,
    });
  }
}
