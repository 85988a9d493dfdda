import { snapOutwards } from './time-axis.ts';
import type { HistogramBin } from './histogram.ts';
import { uniteIntervals } from './time-interval.ts';
import type { TimeInterval } from './time-interval.ts';
import { chooseTimeUnit, stepBy } from './time-unit.ts';
import type { TimeUnit } from './time-unit.ts';

const barPx = 7;

/** The finest unit whose bars are wide enough to see and to hit. */
export function unitFor(domain: TimeInterval, widthPx: number): TimeUnit {
  return chooseTimeUnit(domain.endMs - domain.startMs, Math.max(4, widthPx / barPx));
}

/**
 * The whole axis of products that begin within `begins`: from a bar before the first product to one after the last, and to the chosen interval, in whole bars; undefined
 * without either.
 */
export function wholeRange(
  begins: TimeInterval | undefined,
  interval: TimeInterval | undefined,
  widthPx: number,
): TimeInterval | undefined {
  const range = uniteIntervals([begins, interval].filter((each) => each !== undefined));
  if (!range) return undefined;
  const unit = unitFor(range, widthPx);
  // The margin is the products' only: with the interval's, choosing all that is shown would widen it each time.
  const padded = begins && {
    startMs: stepBy(unit, begins.startMs, -1),
    endMs: stepBy(unit, begins.endMs, 2) - 1,
  };
  return snapOutwards(uniteIntervals([padded ?? range, range]) ?? range, unit);
}

/** Pixels of a bar: by the root of its count, so that one product beside a thousand can still be seen. */
export function barHeight(count: number, bins: readonly HistogramBin[], heightPx: number): number {
  if (count === 0) return 0;
  const most = bins.reduce((max, bin) => Math.max(max, bin.count), 1);
  return Math.max(3, Math.sqrt(count / most) * heightPx);
}
