import type { TimeInterval } from './time-interval.ts';
import { stepBy, floorTo } from './time-unit.ts';
import type { TimeUnit } from './time-unit.ts';

/** How many products begin in `[startMs, endMs)`. */
export interface HistogramBin {
  readonly startMs: number;
  readonly endMs: number;
  readonly count: number;
  /** How many of them are emphasised, e.g. lie in the map view. */
  readonly emphasised: number;
}

/** Products that begin at, or in a step from, one instant. */
export interface HistogramEntry {
  readonly beginMs: number;
  readonly count: number;
  readonly emphasised: number;
}

/**
 * Counts per step of the unit, without gaps, from the step that holds the domain's start to the one that holds
 * its end. Entries outside are not counted.
 */
export function countPerStep(
  entries: Iterable<HistogramEntry>,
  domain: TimeInterval,
  unit: TimeUnit,
): HistogramBin[] {
  const bins: { startMs: number; endMs: number; count: number; emphasised: number }[] = [];
  for (
    let startMs = floorTo(unit, domain.startMs);
    startMs <= domain.endMs;
    startMs = stepBy(unit, startMs, 1)
  ) {
    bins.push({ startMs, endMs: stepBy(unit, startMs, 1), count: 0, emphasised: 0 });
  }
  const indexes = new Map(bins.map((bin, index) => [bin.startMs, index]));
  for (const { beginMs, count, emphasised } of entries) {
    const bin = bins[indexes.get(floorTo(unit, beginMs)) ?? -1];
    if (!bin) continue;
    bin.count += count;
    bin.emphasised += emphasised;
  }
  return bins;
}

/** Counts of all products and of those in the area, by begin; without an area all are emphasised. */
export function mergeCounts(
  all: ReadonlyMap<number, number> | undefined,
  inArea: ReadonlyMap<number, number> | undefined,
  hasArea: boolean,
): HistogramEntry[] {
  return [...(all ?? [])].map(([beginMs, count]) => ({
    beginMs,
    count,
    emphasised: hasArea ? (inArea?.get(beginMs) ?? 0) : count,
  }));
}
