import type { Coverage } from '@pvs/core/catalogue/product';

/** How a band's statistics become the values shown as black and white. */
export type StatisticalRange = 'percentiles' | 'minmax' | 'stddev';

/**
 * The values of a band that are shown as black and white: 8-bit data as they are unless something is asked for, others
 * between their percentiles 2 and 98, or all their values.
 */
export function rangeOf(
  { dataType, bands }: Coverage,
  band: number,
  wanted?: StatisticalRange,
): readonly [number, number] {
  if (dataType === 'uint8' && wanted === undefined) return [0, 255];
  const statistics = bands[band]?.statistics;
  if (!statistics) return dataType === 'uint8' ? [0, 255] : [0, 1];
  const { min, max, p2, p98, mean, stdDev } = statistics;
  const whole = [min, max > min ? max : min + 1] as const;
  if (wanted === 'minmax') return whole;
  const [low, high] =
    wanted === 'stddev' ? [Math.max(min, mean - 2 * stdDev), Math.min(max, mean + 2 * stdDev)] : [p2, p98];
  return low < high ? [low, high] : whole;
}
