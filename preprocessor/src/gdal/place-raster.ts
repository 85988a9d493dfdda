import gdal from 'gdal-async';
import { bandColor } from './band-color.ts';
import { isLossy } from './cog-arguments.ts';
import type { ConvertJob } from './gdal-job.ts';
import { maskNodata } from './mask-nodata.ts';
import type { Target } from './plan-target.ts';
import { planWarp, type WarpPlan } from './plan-warp.ts';
import { warpByWindows } from './warp-by-windows.ts';

type Progress = (fraction: number) => void;

/** Pixels in their final grid. */
export interface Placed {
  readonly dataset: gdal.Dataset;
  /** True for an intermediate file, which is closed after use; false for a source itself. */
  readonly isCopy: boolean;
  /** Number of the band that is the mask of the others. */
  readonly maskBand?: number;
}

/** Brings the pixels of a conversion where they belong; `path` is for a copy, where one is needed. */
export async function placeRaster(
  job: ConvertJob,
  sources: gdal.Dataset[],
  target: Target,
  path: string,
  progress: Progress,
): Promise<Placed> {
  const [first] = sources;
  if (!first) throw new Error('a conversion without a raster');
  const lossy = isLossy(job.cog);
  const warp = planWarp(job, sources, target);
  if (warp) {
    const dataset = await carryOut(warp, job, sources, path, progress);
    return {
      dataset,
      isCopy: true,
      ...(warp.addsMask ? { maskBand: dataset.bands.count() } : alphaMask(dataset, lossy)),
    };
  }
  if (lossy && first.bands.get(1).noDataValue !== null) {
    const dataset = await maskNodata(first, path, progress);
    return { dataset, isCopy: true, maskBand: dataset.bands.count() };
  }
  return { dataset: first, isCopy: false, ...alphaMask(first, lossy) };
}

function carryOut(
  { windows, args }: WarpPlan,
  { rasters: [raster] }: ConvertJob,
  sources: gdal.Dataset[],
  output: string,
  progress: Progress,
): Promise<gdal.Dataset> {
  if (windows && raster) return warpByWindows({ ...windows, raster, output }, progress);
  return gdal.warpAsync(output, null, sources, args, { progress_cb: progress });
}

/** A compression with loss would make opaque pixels a little transparent. */
function alphaMask(dataset: gdal.Dataset, lossy: boolean): { maskBand?: number } {
  const alpha = dataset.bands.map(bandColor).indexOf('alpha');
  return lossy && alpha >= 0 ? { maskBand: alpha + 1 } : {};
}
