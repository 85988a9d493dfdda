import type { ColorInterpretation } from '@pvs/core/catalogue/product';
import type { Footprint } from '@pvs/core/geometry/footprint';
import type { GeoTransform, RasterFile } from '../gdal/gdal-job.ts';

/** Where the pixels of a raster are. */
export interface PixelGrid {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly transform: GeoTransform;
  /** WKT. */
  readonly crs: string;
}

/** One band of a file. */
export interface SourceBand {
  /** From 1. */
  readonly band: number;
  /** Which pixels are data: all, those the file says, or those that have not this value. */
  readonly valid: 'all' | 'as-the-file-says' | { readonly not: number };
}

/**
 * What pixels will be, before one is read: plain data, made by the steps and worked out window by window where GDAL
 * runs (`readers.ts`, one file for each kind). The inputs of one node have the same grid.
 */
export type PixelNode =
  | { readonly op: 'source'; readonly raster: RasterFile; readonly bands: readonly SourceBand[] }
  /** The bands of all inputs, one after another. */
  | { readonly op: 'join'; readonly inputs: readonly PixelNode[] }
  /** Bands by their place from 0. */
  | { readonly op: 'select'; readonly input: PixelNode; readonly bands: readonly number[] }
  /** A band for each expression, over the input's bands by name; after those that are there where `keep`. */
  | {
      readonly op: 'calculate';
      readonly input: PixelNode;
      readonly names: readonly string[];
      readonly expressions: readonly string[];
      readonly keep: boolean;
    }
  /** The input's bands with the detail of a panchromatic one; a weight for each. */
  | {
      readonly op: 'pansharpen';
      readonly input: PixelNode;
      readonly panchromatic: PixelNode;
      readonly weights: readonly number[];
    }
  /** Each band to 1–255, its range from 1 on. */
  | {
      readonly op: 'scale';
      readonly input: PixelNode;
      readonly ranges: readonly (readonly [black: number, white: number])[];
      readonly gamma: number;
    }
  /** A band that is 255 where an expression over `value`, the input's first band, is true, else 0. */
  | { readonly op: 'mark'; readonly input: PixelNode; readonly expression: string }
  /** A band that is 255 inside polygons in longitude and latitude, else 0; a pixel counts by its centre. */
  | { readonly op: 'polygons'; readonly grid: PixelGrid; readonly polygons: Footprint['coordinates'] }
  /** The input, of which what a mask marks, or does not mark, is no data. */
  | {
      readonly op: 'hide';
      readonly input: PixelNode;
      readonly mask: PixelNode;
      readonly where: 'marked' | 'unmarked';
    };

export interface PlannedBand {
  readonly name: string;
  readonly color: ColorInterpretation;
}

/** How a raster says where there is no data. */
export type Transparency = 'none' | 'nodata' | 'mask' | 'alpha';

/** A raster that will be a coverage. */
export interface PlannedRaster {
  /** Path inside the package, or the name it is configured by: what tells the coverages of a product apart. */
  readonly file: string;
  readonly grid: PixelGrid;
  /** GDAL's name. */
  readonly dataType: string;
  readonly bands: readonly PlannedBand[];
  readonly transparency: Transparency;
  /** Where that is by `nodata`: a GeoTIFF has one value for all bands. */
  readonly nodata?: number;
  readonly node: PixelNode;
}
