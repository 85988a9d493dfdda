import { statSync } from 'node:fs';
import gdal from 'gdal-async';
import type { Coverage, DataType } from '@pvs/core/catalogue/product';
import { makeRaster, texture } from '@pvs/core/testing/make-raster';

/** A COG that both sides draw. */
export interface BenchScene {
  /** Name of the layer and of everything that belongs to it. */
  readonly id: string;
  readonly path: string;
  readonly coverage: Omit<Coverage, 'objectKey' | 'identifier'>;
  /** What is shown as black and as white, where that is not 0 and 255. */
  readonly range?: readonly [black: number, white: number];
  /** True where not the bands are shown but the normalised difference of the first two, in {@link DIFFERENCE_RANGE}. */
  readonly showsDifference?: boolean;
}

export const DIFFERENCE_RANGE = [-0.3, 0.3] as const;

const DATA_TYPES: Readonly<Record<string, DataType>> = {
  Byte: 'uint8',
  UInt16: 'uint16',
  Int16: 'int16',
  Float32: 'float32',
};
const COLORS = ['red', 'green', 'blue'] as const;

/** Describes a COG of three bands as the preprocessor would. */
export function describeScene(path: string, id: string): BenchScene {
  const dataset = gdal.open(path);
  const epsg = dataset.srs?.getAuthorityCode(null) ?? undefined;
  const dataType = DATA_TYPES[dataset.bands.get(1).dataType ?? ''];
  if (epsg === undefined || dataType === undefined || dataset.bands.count() < 3)
    throw new Error(
      `${path} cannot be compared: expected three bands of ${Object.keys(DATA_TYPES).join(', ')} in a CRS with an EPSG code`,
    );
  const bands = COLORS.map((color, i) => {
    const nodata = dataset.bands.get(i + 1).noDataValue;
    return { name: color, color, ...(nodata === null ? {} : { nodata }) };
  });
  const coverage = {
    sizeBytes: statSync(path).size,
    dataType,
    bands,
    grid: {
      crs: `EPSG:${epsg}`,
      proj4: dataset.srs!.toProj4(),
      transform: dataset.geoTransform as unknown as Coverage['grid']['transform'],
      widthPx: dataset.rasterSize.x,
      heightPx: dataset.rasterSize.y,
    },
    hasMask: false,
  };
  const { min, max } = dataset.bands.get(1).computeStatistics(true);
  dataset.close();
  return { id, path, coverage, ...(dataType === 'uint8' ? {} : { range: [min, max] as const }) };
}

const SIZE_PX = 8192;

/** The noise of a sensor: a standard deviation of 4 levels of 255. More compresses like no picture does. */
const GRAIN = 0.055;

/** Scenes with texture at every pixel, where none are given: bytes and 16-bit samples in a UTM zone. */
export function makeScenes(directory: string): string[] {
  const recipe = {
    widthPx: SIZE_PX,
    heightPx: SIZE_PX,
    bands: 3,
    epsg: 32633,
    transform: [499_980, 10, 0, 5_300_040, 0, -10],
    nodata: 0,
    driver: 'COG',
    options: ['COMPRESS=DEFLATE', 'PREDICTOR=YES', 'NUM_THREADS=ALL_CPUS'],
  } as const;
  makeRaster(directory, 'bytes.tif', { ...recipe, type: 'Byte', value: texture(1, 255, GRAIN) });
  makeRaster(directory, 'uint16.tif', { ...recipe, type: 'UInt16', value: texture(1, 4000, GRAIN) });
  return [`${directory}/bytes.tif`, `${directory}/uint16.tif`];
}
