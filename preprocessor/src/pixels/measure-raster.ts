import type { MeasureJob } from '../gdal/pixel-jobs.ts';
import type { PixelBand } from './pixel-reader.ts';
import { openPixels } from './readers.ts';

/**
 * Pixels in each direction that percentiles are taken from. Of a million independent pixels, the one found at
 * percentile 2 is in truth between 1.96 and 2.04 (three standard errors of a rank, √(p(1 − p)/n)).
 */
const SAMPLE_PX = 1024;

/** Percentiles of the bands of a plan, of a sample spread evenly over it. */
export function measureRaster({ node, grid, percentiles }: MeasureJob): (readonly number[] | undefined)[] {
  const { widthPx, heightPx } = grid;
  const reader = openPixels(node);
  try {
    const window = { x: 0, y: 0, widthPx, heightPx };
    const size = { columns: Math.min(widthPx, SAMPLE_PX), rows: Math.min(heightPx, SAMPLE_PX) };
    return reader.read({ ...window, ...size }).map((band) => percentilesOf(band, percentiles));
  } finally {
    reader.close();
  }
}

function percentilesOf({ values, valid }: PixelBand, wanted: readonly number[]): number[] | undefined {
  const data = Float64Array.from(values).filter((value, i) => Number.isFinite(value) && valid?.[i] !== 0);
  if (data.length === 0) return undefined;
  data.sort();
  return wanted.map((percentile) => data[Math.round((percentile / 100) * (data.length - 1))] ?? NaN);
}
