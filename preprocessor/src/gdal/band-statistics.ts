import type { BandStatistics } from '@pvs/core/catalogue/product';
import type gdal from 'gdal-async';

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
  const mask = band.getMaskBand()?.pixels.read(0, 0, x, y, undefined, sample);
  const pixels: Iterable<number> = band.pixels.read(0, 0, x, y, undefined, sample) as Float64Array;
  const values = Float64Array.from(pixels).filter((value, i) => Number.isFinite(value) && mask?.[i] !== 0);
  return statisticsOf(values);
}

function statisticsOf(values: Float64Array): BandStatistics | undefined {
  if (values.length === 0) return undefined;
  values.sort();
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const percentile = (share: number) => values[Math.round(share * (values.length - 1))] ?? NaN;
  return {
    min: percentile(0),
    max: percentile(1),
    mean,
    stdDev: Math.sqrt(variance),
    p2: percentile(0.02),
    p98: percentile(0.98),
  };
}
