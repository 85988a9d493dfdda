import type { Georeference, RasterFile, RasterInfo } from '../gdal/gdal-job.ts';

/** A raster that becomes one coverage. */
export interface RasterSource {
  /** Path inside the package. */
  readonly file: string;
  readonly raster: RasterFile;
  readonly info: RasterInfo;
  /** Of its parts, where it is a picture of several files. */
  readonly parts: readonly RasterInfo[];
}

/** A raster and how it gets its place. */
export interface PlacedRaster {
  readonly file: string;
  readonly raster: RasterFile;
  readonly georeference: Georeference;
}
