import type { InputDriver, ListJob, Subdataset } from './gdal-job.ts';
import { openRaster } from './open-raster.ts';

/** `NETCDF:"/path":name`, `HDF5:"/path"://group/name` */
const SUBDATASET = /^(NETCDF|HDF5):"(.*)":(?:\/\/)?([^"]+)$/;
const DRIVERS: Readonly<Record<string, InputDriver>> = { NETCDF: 'netCDF', HDF5: 'HDF5Image' };
/** Files of instruments have hundreds. */
const MAX_SUBDATASETS = 1000;

/** The rasters inside a file, in its order; a file that is one raster is listed by its own, nameless. */
export function listSubdatasets({ raster }: ListJob): readonly Subdataset[] {
  const dataset = openRaster(raster);
  try {
    const listed: Readonly<Record<string, string>> = dataset.getMetadata('SUBDATASETS');
    const found: Subdataset[] = [];
    for (let n = 1; n <= MAX_SUBDATASETS; n += 1) {
      const path = listed[`SUBDATASET_${n}_NAME`];
      if (path === undefined) break;
      const [, format = '', file, name] = SUBDATASET.exec(path) ?? [];
      const driver = DRIVERS[format];
      if (driver && file === raster.path && name) found.push({ name, raster: { path, driver } });
    }
    if (found.length > 0 || dataset.bands.count() === 0) return found;
    const variable = dataset.bands.get(1).getMetadata()['NETCDF_VARNAME'];
    return [{ name: typeof variable === 'string' ? variable : '', raster }];
  } finally {
    dataset.close();
  }
}
