import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { checkCogOptions } from '../cog/check-cog-options.ts';
import { bandColor } from './band-color.ts';
import { cogArguments, overviewLevel } from './cog-arguments.ts';
import { describeCog } from './describe-cog.ts';
import type { ConvertJob, WrittenCog } from './gdal-job.ts';
import { openRaster } from './open-raster.ts';
import { type Placed, placeRaster } from './place-raster.ts';
import { planTarget, type Target, tilingSchemeOf } from './plan-target.ts';

/** Share of the time that bringing pixels into place takes where it is needed. */
const PLACING_SHARE = 0.5;

/**
 * Writes the rasters, brought into place, as one Cloud Optimized GeoTIFF: data type, nodata, mask, alpha and
 * colours stay those of the source, except that a compression with loss gets a mask for nodata and alpha.
 * @throws InvalidInput `CogOptionsUnfit` where the compression cannot hold the raster
 */
export async function convertRaster(
  job: ConvertJob,
  progress: (fraction: number) => void,
): Promise<WrittenCog> {
  const sources = job.rasters.map(openRaster);
  const intermediate = join(job.scratch, 'placed.tif');
  try {
    const bands = sources[0]?.bands.map((band) => ({
      dataType: band.dataType ?? '',
      color: bandColor(band),
    }));
    checkCogOptions(job.cog, bands ?? []);
    const target = planTarget(job, sources);
    const placed = await placeRaster(job, sources, target, intermediate, (fraction) =>
      progress(fraction * PLACING_SHARE),
    );
    const start = placed.isCopy ? PLACING_SHARE : 0;
    gdal.config.set('ZSTD_LEVEL_OVERVIEW', String(overviewLevel(job.cog)));
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
