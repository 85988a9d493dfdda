import type { BandStatistics, ColorInterpretation, DataType } from '@pvs/core/catalogue/product';
import type { CogConfig } from '@pvs/core/config/cog';
import type { PolygonRings, Position } from '@pvs/core/geometry/footprint';
import type { ComputeJob, MeasureJob, OutlineJob, QuicklookJob, WarpJob } from './pixel-jobs.ts';

/** GDAL's data types of one real number; COGs are written in these. */
export const SINGLE_VALUE_TYPES: readonly string[] = [
  'Byte',
  'Int8',
  'UInt16',
  'Int16',
  'UInt32',
  'Int32',
  'Float32',
  'Float64',
];

/**
 * Drivers that may open an input. No VRT, no database and no network: nothing that follows a reference. HDF5 can, so
 * its files are looked through first (`rasters/hdf5-references.ts`), DIMAP as well (`rasters/find-dimap-rasters.ts`).
 * Overviews that lie elsewhere are refused (`refuse-references.ts`).
 */
export const INPUT_DRIVERS = [
  'GTiff',
  'JP2OpenJPEG',
  'PNG',
  'JPEG',
  'NITF',
  'DIMAP',
  'netCDF',
  'HDF5',
  'HDF5Image',
] as const;
/** Of those, the ones that open files with many rasters. */
export type ContainerDriver = 'netCDF' | 'HDF5';
export type InputDriver = (typeof INPUT_DRIVERS)[number];

/** A file and the one driver that is to open it. */
export interface RasterFile {
  /** Absolute. */
  readonly path: string;
  readonly driver: InputDriver;
}

/** GDAL's geotransform. */
export type GeoTransform = readonly [number, number, number, number, number, number];

export interface BandInfo {
  /** GDAL's name, e.g. `Byte`, `UInt16`, `CFloat32`. */
  readonly dataType: string;
  readonly color: ColorInterpretation;
  readonly description: string;
  readonly nodata?: number;
}

/** What is known of a raster before it is read. */
export interface RasterInfo {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bandCount: number;
  /** The first 64. */
  readonly bands: readonly BandInfo[];
  /** Memory that reading one block takes. */
  readonly blockBytes: number;
  /** WKT; absent where the raster has no CRS. */
  readonly crs?: string;
  readonly transform?: GeoTransform;
  /** Corners of the transform in longitude and latitude; absent where the CRS cannot place them on Earth. */
  readonly corners?: readonly Position[];
  readonly gcpCount: number;
  readonly gcpCrs?: string;
  readonly hasRpc: boolean;
  /** Whether it has tie points (GDAL's GEOLOCATION metadata). */
  readonly hasGeolocation: boolean;
  readonly hasMask: boolean;
}

/** How pixels get their place. */
export type Georeference =
  /** `crs` (WKT or `EPSG:n`) replaces the raster's own where that does not fit. */
  | { readonly by: 'transform'; readonly crs?: string }
  | { readonly by: 'gcps'; readonly method: 'tps' }
  | { readonly by: 'gcps'; readonly method: 'polynomial'; readonly order: number }
  /** `dem` is the absolute path of a GeoTIFF of heights; `heightM` is added to them, or stands alone. */
  | { readonly by: 'rpc'; readonly dem?: string; readonly heightM?: number }
  /** By the raster's GEOLOCATION metadata (gdal.org/development/rfc/rfc4_geolocate.html). */
  | { readonly by: 'geolocation' };

export interface InspectJob {
  readonly kind: 'inspect';
  readonly raster: RasterFile;
}

/** Asks which rasters a file holds. */
export interface ListJob {
  readonly kind: 'list';
  readonly raster: RasterFile;
}

/** A raster inside a file. */
export interface Subdataset {
  /** As its format names it, e.g. `sst` or `All_Data/VIIRS-I1-SDR_All/Radiance`. */
  readonly name: string;
  readonly raster: RasterFile;
}

/** Asks what a raster's tags say. */
export interface TagsJob {
  readonly kind: 'tags';
  readonly raster: RasterFile;
}

export interface ConvertJob {
  readonly kind: 'convert';
  /** More than one: tiles of one picture, laid side by side by their georeference. */
  readonly rasters: readonly RasterFile[];
  readonly georeference: Georeference;
  readonly cog: CogConfig;
  /** Absolute path of the COG to write. */
  readonly output: string;
  /** Absolute directory for intermediate files. */
  readonly scratch: string;
}

/** Pixels from the upper left. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A part of one band of a raster, and where it goes. */
export interface Piece {
  readonly raster: RasterFile;
  readonly band: number;
  readonly from: Rectangle;
  readonly to: Rectangle;
}

export interface AssembleJob {
  readonly kind: 'assemble';
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dataType: string;
  readonly bands: readonly { readonly nodata?: number; readonly pieces: readonly Piece[] }[];
  /** Absolute path of the GeoTIFF to write. */
  readonly output: string;
}

export type GdalJob =
  | InspectJob
  | ListJob
  | TagsJob
  | ConvertJob
  | AssembleJob
  | WarpJob
  | ComputeJob
  | MeasureJob
  | OutlineJob
  | QuicklookJob;

/** A COG that was written: all that a reader without GDAL needs. */
export interface WrittenCog {
  readonly crs: { readonly code?: string; readonly proj4: string };
  readonly transform: GeoTransform;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dataType: DataType;
  readonly bands: readonly {
    readonly color: ColorInterpretation;
    readonly description: string;
    readonly nodata?: number;
    readonly statistics?: BandStatistics;
    readonly wavelengthNm?: number;
  }[];
  readonly hasMask: boolean;
}

/** What each kind of job answers. */
export interface GdalResults {
  readonly inspect: RasterInfo;
  readonly list: readonly Subdataset[];
  readonly tags: Readonly<Record<string, string>>;
  readonly convert: WrittenCog;
  readonly assemble: null;
  readonly warp: RasterInfo;
  /** Share of the pixels known to the plan that are not 0 in its first band. */
  readonly compute: { readonly share: number };
  /** Polygons in longitude and latitude; none where nothing is data. */
  readonly outline: readonly PolygonRings[];
  readonly quicklook: { readonly widthPx: number; readonly heightPx: number };
  /** For each band its percentiles; none where it has no data. */
  readonly measure: readonly (readonly number[] | undefined)[];
}

/** What GDAL cannot do where a job fails. */
export const JOB_VERBS: Readonly<Record<GdalJob['kind'], string>> = {
  inspect: 'read',
  list: 'list',
  tags: 'read the tags of',
  convert: 'convert',
  assemble: 'assemble',
  warp: 'warp',
  compute: 'work out',
  measure: 'measure',
  outline: 'trace',
  quicklook: 'draw',
};

export type GdalResult<Job extends GdalJob = GdalJob> = GdalResults[Job['kind']];

/** Parent → worker. */
export interface JobMessage {
  readonly job: GdalJob;
}

/** Worker → parent. `spent` asks to be replaced. */
export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly fraction: number }
  | { readonly type: 'result'; readonly result: GdalResult; readonly spent: boolean }
  | { readonly type: 'error'; readonly code: string; readonly reason: string; readonly spent: boolean };
