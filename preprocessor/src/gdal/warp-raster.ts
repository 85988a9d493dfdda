import gdal from 'gdal-async';
import { bandColor } from './band-color.ts';
import type { RasterInfo } from './gdal-job.ts';
import type { WarpJob } from './pixel-jobs.ts';
import { hasDatasetMask } from './has-dataset-mask.ts';
import { inspectRaster } from './inspect-raster.ts';
import { openRaster } from './open-raster.ts';
import { nativeCrs, transformerArguments } from './transformer-arguments.ts';

const OPTIONS = [
  '-of GTiff -co TILED=YES -co BLOCKXSIZE=512 -co BLOCKYSIZE=512 -co BIGTIFF=IF_SAFER -co SPARSE_OK=TRUE',
  '-multi -wo NUM_THREADS=ALL_CPUS -wm 256',
].flatMap((options) => options.split(' '));

/** Warps rasters to a GeoTIFF; what they do not cover is no data, or transparent where they have no such value. */
export async function warpRaster(job: WarpJob, progress: (fraction: number) => void): Promise<RasterInfo> {
  const sources = job.rasters.map(openRaster);
  try {
    const written = await gdal.warpAsync(job.output, null, sources, argumentsOf(job, sources), {
      progress_cb: progress,
    });
    written.close();
  } finally {
    for (const source of sources) source.close();
  }
  return inspectRaster({ kind: 'inspect', raster: { path: job.output, driver: 'GTiff' } });
}

function argumentsOf(job: WarpJob, sources: readonly gdal.Dataset[]): string[] {
  const { georeference, grid, crs, resampling } = job;
  const colors = sources[0]?.bands.map(bandColor) ?? [];
  return [
    ...OPTIONS,
    ...transformerArguments(georeference),
    ...(grid ? gridArguments(grid) : targetCrs(crs === 'native' ? nativeCrs(georeference) : crs)),
    '-r',
    colors.includes('palette') ? 'near' : resampling === 'nearest' ? 'near' : resampling,
    ...nodataArguments(job, sources[0], colors),
  ];
}

const targetCrs = (crs: string | undefined) => (crs === undefined ? [] : ['-t_srs', crs]);

function gridArguments({ transform, widthPx, heightPx, crs }: NonNullable<WarpJob['grid']>): string[] {
  const [x, dx, , y, , dy] = transform;
  const xs = [x, x + widthPx * dx].sort((a, b) => a - b);
  const ys = [y, y + heightPx * dy].sort((a, b) => a - b);
  const extent = [xs[0], ys[0], xs[1], ys[1]].map(String);
  return ['-t_srs', crs, '-te', ...extent, '-ts', String(widthPx), String(heightPx)];
}

function nodataArguments(
  job: WarpJob,
  source: gdal.Dataset | undefined,
  colors: readonly string[],
): string[] {
  const { nodata } = job;
  if (typeof nodata === 'number') return ['-srcnodata', String(nodata), '-dstnodata', String(nodata)];
  const ownNodata = nodata === 'none' ? null : source?.bands.get(1).noDataValue;
  const ignored = nodata === 'none' ? ['-srcnodata', 'None'] : [];
  const addsAlpha = ownNodata === null && !colors.includes('alpha');
  const hasMask = source !== undefined && hasDatasetMask(source);
  return [...ignored, ...(addsAlpha || hasMask ? ['-dstalpha'] : [])];
}
