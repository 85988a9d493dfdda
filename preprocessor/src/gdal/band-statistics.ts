import type { BandStatistics } from '@pvs/core/catalogue/product';
import type gdal from 'gdal-async';
import { type Pixels, statisticsOf } from './statistics-of.ts';

/** Pixels in each direction that statistics are measured on; more do not change a stretch visibly. */
const SAMPLE_PX = 1024;

/**
 * Statistics of the valid pixels (not nodata, not masked) of a sample spread over the band, corrected by the exact ones
 * where the file has them; undefined where none is valid.
 */
export function bandStatistics(band: gdal.RasterBand): BandStatistics | undefined {
  const sampled = sampledStatistics(band);
  return sampled && { ...sampled, ...statedStatistics(band) };
}

/** Those that GDAL wrote into the file. */
function statedStatistics(band: gdal.RasterBand): Partial<BandStatistics> {
  const stated = band.getMetadata();
  const names = { min: 'MINIMUM', max: 'MAXIMUM', mean: 'MEAN', stdDev: 'STDDEV' };
  const values = Object.entries(names).map(
    ([key, name]) => [key, Number(stated[`STATISTICS_${name}`] ?? NaN)] as const,
  );
  return values.every(([, value]) => Number.isFinite(value)) ? Object.fromEntries(values) : {};
}

function sampledStatistics(band: gdal.RasterBand): BandStatistics | undefined {
  const { x, y } = band.size;
  const shrink = Math.max(1, Math.max(x, y) / SAMPLE_PX);
  const sample = {
    buffer_width: Math.max(1, Math.round(x / shrink)),
    buffer_height: Math.max(1, Math.round(y / shrink)),
    resampling: 'NearestNeighbor',
  };
  const mask = band.getMaskBand()?.pixels.read(0, 0, x, y, undefined, sample) as Pixels | undefined;
  const pixels = band.pixels.read(0, 0, x, y, undefined, sample) as Pixels;
  return statisticsOf(pixels, mask);
}
