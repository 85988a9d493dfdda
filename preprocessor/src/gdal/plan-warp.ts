import gdal from 'gdal-async';
import { bandColor } from './band-color.ts';
import { isLossy } from './cog-arguments.ts';
import type { ConvertJob } from './gdal-job.ts';
import { hasDatasetMask } from './has-dataset-mask.ts';
import type { Target } from './plan-target.ts';
import { transformerArguments } from './transformer-arguments.ts';

/** A call of gdalwarp. */
export interface WarpPlan {
  readonly args: string[];
  /** True where the result's last band is a mask made on the way: not data of the source. */
  readonly addsMask: boolean;
}

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
  const { resampling } = job.cog;
  const args = [
    ...OPTIONS,
    '-r',
    bands.includes('palette') || !moved ? 'near' : (RESAMPLING[resampling] ?? resampling),
    ...transformerArguments(job.georeference),
    ...targetArguments(target),
    ...(addsMask ? ['-dstalpha'] : []),
    ...(hasNodata && !keepsNodata ? ['-dstnodata', 'None'] : []),
  ];
  return { args, addsMask };
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
