import type { Resampling } from '@pvs/core/config/cog';
import type { PixelGrid, PixelNode, PlannedRaster } from '../pixels/pixel-plan.ts';
import type { Georeference, RasterFile } from './gdal-job.ts';

/** Brings rasters to a grid in a CRS: where GDAL puts it, or a given one. */
export interface WarpJob {
  readonly kind: 'warp';
  readonly rasters: readonly RasterFile[];
  readonly georeference: Georeference;
  /** `EPSG:n`, or the source's own; a grid has its own. */
  readonly crs: string | 'native';
  readonly grid?: PixelGrid;
  readonly resampling: Resampling;
  /** What is no data in the source, whatever it says itself. */
  readonly nodata?: number | 'none';
  /** Absolute path of the GeoTIFF to write. */
  readonly output: string;
}

/** Works out a plan and writes it as a GeoTIFF. */
export interface ComputeJob {
  readonly kind: 'compute';
  readonly plan: PlannedRaster;
  /** Absolute path of the GeoTIFF to write. */
  readonly output: string;
}

/** Asks for percentiles (0–100) of the bands of a plan. */
export interface MeasureJob {
  readonly kind: 'measure';
  readonly node: PixelNode;
  readonly grid: PixelGrid;
  readonly percentiles: readonly number[];
}

/** Draws a small picture of a COG. */
export interface QuicklookJob {
  readonly kind: 'quicklook';
  readonly raster: RasterFile;
  /** One (grey) or three (red, green, blue). */
  readonly channels: readonly { readonly band: number; readonly range?: readonly [number, number] }[];
  readonly format: 'jpeg' | 'png' | 'webp';
  /** Of its longer edge. */
  readonly maxPx: number;
  /** Absolute path of the picture to write. */
  readonly output: string;
}

/** Asks where COGs have data. */
export interface OutlineJob {
  readonly kind: 'outline';
  readonly rasters: readonly RasterFile[];
  /** What is no data where a raster says nothing itself. */
  readonly nodata?: number;
}
