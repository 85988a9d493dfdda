import { requireCrs } from '@pvs/core/crs/crs';
import gdal from 'gdal-async';
import { bandColor } from './band-color.ts';
import type { ConvertJob } from './gdal-job.ts';
import { hasDatasetMask } from './has-dataset-mask.ts';
import { nativeCrs, transformerArguments } from './transformer-arguments.ts';

/** A call of gdalwarp. */
export interface WarpPlan {
  readonly args: string[];
  /** True where the result's last band is a mask made on the way: not data of the source. */
  readonly addsMask: boolean;
}

const OPTIONS = [
  '-of GTiff -co TILED=YES -co BIGTIFF=IF_SAFER -co SPARSE_OK=TRUE',
  '-multi -wo NUM_THREADS=ALL_CPUS -wm 256',
].flatMap((options) => options.split(' '));

/** What must be warped, and how; undefined where a single raster is in place already. */
export function planWarp(job: ConvertJob, sources: readonly gdal.Dataset[]): WarpPlan | undefined {
  const [first] = sources;
  if (!first) return undefined;
  const moved = job.georeference.by !== 'transform' || !isIn(first, job);
  if (!moved && sources.length === 1) return undefined;
  const bands = first.bands.map(bandColor);
  const keepsNodata = first.bands.get(1).noDataValue !== null;
  const addsMask = !keepsNodata && !bands.includes('alpha') && (moved || hasDatasetMask(first));
  const args = [
    ...OPTIONS,
    '-r',
    bands.includes('palette') || !moved ? 'near' : 'bilinear',
    ...transformerArguments(job.georeference),
    ...targetCrs(job),
    ...(addsMask ? ['-dstalpha'] : []),
  ];
  return { args, addsMask };
}

function isIn(dataset: gdal.Dataset, { crs, georeference }: ConvertJob): boolean {
  if (crs === 'native') return true;
  const override = georeference.by === 'transform' ? georeference.crs : undefined;
  const own = override === undefined ? dataset.srs : gdal.SpatialReference.fromUserInput(override);
  return own?.isSame(gdal.SpatialReference.fromUserInput(requireCrs(crs).code)) ?? false;
}

function targetCrs({ crs, georeference }: ConvertJob): string[] {
  if (crs !== 'native') return ['-t_srs', requireCrs(crs).code];
  return nativeCrs(georeference);
}
