import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { checkCogOptions } from '../cog/check-cog-options.ts';
import { bandColor } from './band-color.ts';
import { cogArguments, isLossy } from './cog-arguments.ts';
import { describeCog } from './describe-cog.ts';
import type { ConvertJob, WrittenCog } from './gdal-job.ts';
import { maskNodata } from './mask-nodata.ts';
import { openRaster } from './open-raster.ts';
import { planTarget, type Target, tilingSchemeOf } from './plan-target.ts';
import { planWarp } from './plan-warp.ts';

/** Share of the time that bringing pixels into place takes where it is needed. */
const PLACING_SHARE = 0.5;

type Progress = (fraction: number) => void;

/** Pixels in their final grid. */
interface Placed {
  readonly dataset: gdal.Dataset;
  /** True for an intermediate file, which is closed after use; false for a source itself. */
  readonly isCopy: boolean;
  /** Number of the band that is the mask of the others. */
  readonly maskBand?: number;
}

/**
 * Writes the rasters, brought into place, as one Cloud Optimized GeoTIFF: data type, nodata, mask, alpha and
 * colours stay those of the source, except that a compression with loss gets a mask for nodata and alpha.
 * @throws InvalidInput `CogOptionsUnfit` where the compression cannot hold the raster
 */
export async function convertRaster(job: ConvertJob, progress: Progress): Promise<WrittenCog> {
  const sources = job.rasters.map(openRaster);
  const intermediate = join(job.scratch, 'placed.tif');
  try {
    const bands = sources[0]?.bands.map((band) => ({
      dataType: band.dataType ?? '',
      color: bandColor(band),
    }));
    checkCogOptions(job.cog, bands ?? []);
    const target = planTarget(job, sources);
    const placed = await place(job, sources, target, intermediate, (fraction) =>
      progress(fraction * PLACING_SHARE),
    );
    const start = placed.isCopy ? PLACING_SHARE : 0;
    const written = await gdal.translateAsync(
      job.output,
      placed.dataset,
      translateArguments(job, placed, target),
      {
        progress_cb: (fraction) => progress(start + fraction * (1 - start)),
      },
    );
    written.close();
    if (placed.isCopy) placed.dataset.close();
    return describeCog(job.output);
  } finally {
    for (const source of sources) source.close();
    await rm(intermediate, { force: true });
  }
}

async function place(
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
    const dataset = await gdal.warpAsync(path, null, sources, warp.args, { progress_cb: progress });
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

/** A compression with loss would make opaque pixels a little transparent. */
function alphaMask(dataset: gdal.Dataset, lossy: boolean): { maskBand?: number } {
  const alpha = dataset.bands.map(bandColor).indexOf('alpha');
  return lossy && alpha >= 0 ? { maskBand: alpha + 1 } : {};
}

function translateArguments(
  job: ConvertJob,
  { dataset, isCopy, maskBand }: Placed,
  target: Target,
): string[] {
  const { georeference } = job;
  const first = dataset.bands.get(1);
  const tilingScheme = tilingSchemeOf(job.cog, target);
  const isPacked = first.getMetadata('IMAGE_STRUCTURE')['NBITS'] !== undefined;
  return [
    ...cogArguments(job.cog, {
      bandCount: dataset.bands.count(),
      isPalette: first.colorInterpretation === gdal.GCI_PaletteIndex,
      ...(maskBand !== undefined && { maskBand }),
      ...(tilingScheme && { tilingScheme }),
    }),
    ...(!isCopy && georeference.by === 'transform' && georeference.crs ? ['-a_srs', georeference.crs] : []),
    // A copy of packed samples (12 bits in 16) would stay packed, which few readers unpack.
    ...(!isCopy && isPacked ? ['-ot', first.dataType ?? 'Byte'] : []),
  ];
}
