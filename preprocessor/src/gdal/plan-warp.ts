import gdal from 'gdal-async';
import type { TargetGrid } from '../cog/align-grid.ts';
import { bandColor } from './band-color.ts';
import { isLossy } from './cog-arguments.ts';
import type { ConvertJob } from './gdal-job.ts';
import { hasDatasetMask } from './has-dataset-mask.ts';
import { naturalGrid } from './natural-grid.ts';
import type { Target } from './plan-target.ts';
import { transformerArguments } from './transformer-arguments.ts';

/** A call of gdalwarp. */
export interface WarpPlan {
  readonly args: string[];
  /** True where the result's last band is a mask made on the way: not data of the source. */
  readonly addsMask: boolean;
  /** Present where the same is got faster window by window. */
  readonly windows?: WarpWindows;
}

/** A warp of a raster with nodata into a known grid. */
export interface WarpWindows {
  readonly nodata: number;
  readonly grid: TargetGrid;
  /** Arguments of gdalwarp for CRS and resampling. */
  readonly args: readonly string[];
}

/** Those that give nothing beyond the values they mix: others could make nodata of data. */
const MIXING: readonly string[] = ['near', 'bilinear', 'average'];

/** gdalwarp's names differ from those of the COG driver in this one only. */
const RESAMPLING: Readonly<Record<string, string>> = { nearest: 'near' };

const OPTIONS = [
  '-of GTiff -co TILED=YES -co BIGTIFF=IF_SAFER -co SPARSE_OK=TRUE',
  '-multi -wo NUM_THREADS=ALL_CPUS -wm 256',
].flatMap((options) => options.split(' '));

/** What must be warped, and how; undefined where a single raster is in place already. */
export function planWarp(
  job: ConvertJob,
  sources: readonly gdal.Dataset[],
  target: Target,
): WarpPlan | undefined {
  const [first] = sources;
  if (!first) return undefined;
  const moved = job.georeference.by !== 'transform' || target.grid !== undefined || !isIn(first, job, target);
  if (!moved && sources.length === 1) return undefined;
  const bands = first.bands.map(bandColor);
  const hasNodata = first.bands.get(1).noDataValue !== null;
  const keepsNodata = hasNodata && !isLossy(job.cog);
  const masked = moved || hasNodata || hasDatasetMask(first);
  const addsMask = !keepsNodata && !bands.includes('alpha') && masked;
  const isPalette = bands.includes('palette');
  const { resampling } = job.cog;
  const method = isPalette || !moved ? 'near' : (RESAMPLING[resampling] ?? resampling);
  const args = [
    ...OPTIONS,
    ...['-r', method, ...transformerArguments(job.georeference), ...targetArguments(target)],
    ...(addsMask ? ['-dstalpha'] : []),
    ...(hasNodata && !keepsNodata ? ['-dstnodata', 'None'] : []),
  ];
  const windows = addsMask || isPalette ? undefined : planWindows(job, sources, target, method);
  return { args, addsMask, ...(windows && { windows }) };
}

/** Undefined where the kernel is not that of {@link MIXING}, or asks for a mask or alpha anyway. */
function planWindows(
  { georeference }: ConvertJob,
  sources: readonly gdal.Dataset[],
  { code, grid }: Target,
  method: string,
): WarpWindows | undefined {
  const [source] = sources;
  const nodata = source?.bands.get(1).noDataValue ?? null;
  if (!source || sources.length > 1 || code === undefined || nodata === null) return undefined;
  if (georeference.by !== 'transform' || georeference.crs !== undefined) return undefined;
  if (!MIXING.includes(method) || hasDatasetMask(source)) return undefined;
  const isAlike = source.bands.map((band) => Object.is(band.noDataValue, nodata)).every(Boolean);
  if (!isAlike || source.bands.map(bandColor).includes('alpha')) return undefined;
  const args = ['-t_srs', code, '-r', method];
  return { nodata, grid: grid ?? naturalGrid(sources, georeference, code), args };
}

function isIn(dataset: gdal.Dataset, { georeference }: ConvertJob, { code }: Target): boolean {
  if (code === undefined) return true;
  const override = georeference.by === 'transform' ? georeference.crs : undefined;
  const own = override === undefined ? dataset.srs : gdal.SpatialReference.fromUserInput(override);
  return own?.isSame(gdal.SpatialReference.fromUserInput(code)) ?? false;
}

function targetArguments({ code, grid }: Target): string[] {
  if (code === undefined) return [];
  if (!grid) return ['-t_srs', code];
  const { minX, minY, maxX, maxY } = grid.box;
  const box = [minX, minY, maxX, maxY].map(String);
  return ['-t_srs', code, '-te', ...box, '-ts', String(grid.widthPx), String(grid.heightPx)];
}
