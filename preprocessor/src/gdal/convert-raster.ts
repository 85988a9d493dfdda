import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { describeCog } from './describe-cog.ts';
import type { ConvertJob, WrittenCog } from './gdal-job.ts';
import { openRaster } from './open-raster.ts';
import { planWarp, type WarpPlan } from './plan-warp.ts';

/** GDAL's COG driver (gdal.org/drivers/raster/cog.html): lossless, for reading 512-pixel blocks. */
const COG_OPTIONS = {
  COMPRESS: 'DEFLATE',
  PREDICTOR: 'YES',
  BLOCKSIZE: '512',
  BIGTIFF: 'IF_SAFER',
  NUM_THREADS: 'ALL_CPUS',
  // Those of the source may be of any quality, or missing above some level.
  OVERVIEWS: 'IGNORE_EXISTING',
};

/** Share of the time that warping takes where it is needed. */
const WARP_SHARE = 0.5;

/**
 * Writes the rasters, brought into place, as one Cloud Optimized GeoTIFF: data type, nodata, mask, alpha and
 * colours stay those of the source.
 */
export async function convertRaster(
  job: ConvertJob,
  progress: (fraction: number) => void,
): Promise<WrittenCog> {
  const sources = job.rasters.map(openRaster);
  const intermediate = join(job.scratch, 'warped.tif');
  try {
    const warp = planWarp(job, sources);
    const share = warp ? WARP_SHARE : 0;
    const warped =
      warp &&
      (await gdal.warpAsync(intermediate, null, sources, warp.args, {
        progress_cb: (fraction) => progress(fraction * share),
      }));
    const placed = warped ?? sources[0];
    if (!placed) throw new Error('a conversion without a raster');
    const written = await gdal.translateAsync(job.output, placed, cogArguments(placed, job, warp), {
      progress_cb: (fraction) => progress(share + fraction * (1 - share)),
    });
    written.close();
    warped?.close();
    return describeCog(job.output);
  } finally {
    for (const source of sources) source.close();
    await rm(intermediate, { force: true });
  }
}

function cogArguments(placed: gdal.Dataset, { georeference }: ConvertJob, warp?: WarpPlan): string[] {
  const isPalette = placed.bands.get(1).colorInterpretation === gdal.GCI_PaletteIndex;
  const resampling = isPalette ? 'NEAREST' : 'AVERAGE';
  const options = { ...COG_OPTIONS, OVERVIEW_RESAMPLING: resampling };
  const args = [
    '-of',
    'COG',
    ...Object.entries(options).flatMap(([name, value]) => ['-co', `${name}=${value}`]),
  ];
  if (!warp && georeference.by === 'transform' && georeference.crs) args.push('-a_srs', georeference.crs);
  // A copy of packed samples (12 bits in 16) would stay packed, which few readers unpack.
  if (!warp && isPacked(placed)) args.push('-ot', placed.bands.get(1).dataType ?? 'Byte');
  if (!warp?.addsMask) return args;
  const count = placed.bands.count();
  const data = Array.from({ length: count - 1 }, (_, i) => ['-b', String(i + 1)]).flat();
  return [...args, ...data, '-mask', String(count)];
}

const isPacked = (dataset: gdal.Dataset) =>
  dataset.bands.get(1).getMetadata('IMAGE_STRUCTURE')['NBITS'] !== undefined;
