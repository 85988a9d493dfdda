import { locale } from '../texts/texts.ts';
import { chooseTimeUnit, floorTo, stepBy } from './time-unit.ts';
import type { TimeInterval } from './time-interval.ts';
import type { TimeUnit } from './time-unit.ts';

/** A stretch of time laid over a width in pixels. */
export interface TimeAxis {
  readonly domain: TimeInterval;
  readonly widthPx: number;
}

/** Pixels from the axis' left end; outside the domain it lies outside `[0, widthPx]`. */
export function timeToX({ domain, widthPx }: TimeAxis, ms: number): number {
  return ((ms - domain.startMs) / (domain.endMs - domain.startMs)) * widthPx;
}

export function xToTime({ domain, widthPx }: TimeAxis, x: number): number {
  return domain.startMs + (x / widthPx) * (domain.endMs - domain.startMs);
}

/** The domain widened to whole steps, at least one, so that the first and last bar are whole. */
export function snapOutwards(interval: TimeInterval, unit: TimeUnit): TimeInterval {
  return { startMs: floorTo(unit, interval.startMs), endMs: stepBy(unit, interval.endMs, 1) };
}

export interface TimeTick {
  readonly ms: number;
  readonly label: string;
}

/** Labelled borders at least `minGapPx` apart: hours with their day, days, months, years. */
export function ticksOf(axis: TimeAxis, minGapPx: number): TimeTick[] {
  const { startMs, endMs } = axis.domain;
  const unit = chooseTimeUnit(endMs - startMs, Math.max(1, axis.widthPx / minGapPx));
  const ticks: TimeTick[] = [];
  const first = floorTo(unit, startMs);
  for (let ms = first < startMs ? stepBy(unit, first, 1) : first; ms < endMs; ms = stepBy(unit, ms, 1)) {
    ticks.push({ ms, label: tickLabel(unit, ms) });
  }
  return ticks;
}

function tickLabel(unit: TimeUnit, ms: number): string {
  const iso = new Date(ms).toISOString();
  if ('months' in unit) return unit.months >= 12 ? iso.slice(0, 4) : monthFormat.format(ms);
  if (floorTo({ ms: 86_400_000 }, ms) === ms) return dayFormat.format(ms);
  return iso.slice(11, 16);
}

const monthFormat = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
const dayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
