import type { RasterFile, RasterInfo } from '../gdal/gdal-job.ts';
import { bandNames } from '../outputs/band-names.ts';
import type { PixelGrid, PlannedRaster, SourceBand, Transparency } from '../pixels/pixel-plan.ts';

/** What of a file goes into a plan. */
export interface FilePlan {
  /** Path inside the package. */
  readonly file: string;
  readonly raster: RasterFile;
  readonly info: RasterInfo;
  /** Where its own CRS is not the right one. */
  readonly crs?: string | undefined;
  /** What is no data, whatever the file says. */
  readonly nodata?: number | 'none' | undefined;
}

/** A file as the beginning of a plan. A band of opacity is no data, but says where there are. */
export function planRaster({ file, raster, info, crs = info.crs, nodata }: FilePlan): PlannedRaster {
  const names = bandNames(info.bands);
  const bands = info.bands.flatMap(({ color }, i) =>
    color === 'alpha' ? [] : [{ band: i + 1, name: names[i] ?? '', color }],
  );
  const own = info.bands[0]?.nodata;
  const transparency = nodata === undefined ? transparencyOf(info) : nodata === 'none' ? 'none' : 'nodata';
  const value = typeof nodata === 'number' ? nodata : own;
  return {
    file,
    grid: gridOf(info, crs, file),
    dataType: info.bands[0]?.dataType ?? 'Byte',
    bands: bands.map(({ name, color }) => ({ name, color })),
    transparency,
    ...(transparency === 'nodata' && value !== undefined && { nodata: value }),
    node: {
      op: 'source',
      raster,
      bands: bands.map(({ band }) => ({ band, valid: validity(transparency, nodata) })),
    },
  };
}

function gridOf(
  { widthPx, heightPx, transform }: RasterInfo,
  crs: string | undefined,
  file: string,
): PixelGrid {
  if (!transform || crs === undefined) throw new Error(`${file} is not in place yet`);
  return { widthPx, heightPx, transform, crs };
}

function transparencyOf({ bands, hasMask }: RasterInfo): Transparency {
  if (bands.some(({ color }) => color === 'alpha')) return 'alpha';
  if (hasMask) return 'mask';
  return bands.some(({ nodata }) => nodata !== undefined) ? 'nodata' : 'none';
}

function validity(transparency: Transparency, nodata: FilePlan['nodata']): SourceBand['valid'] {
  if (typeof nodata === 'number') return { not: nodata };
  return transparency === 'none' ? 'all' : 'as-the-file-says';
}
