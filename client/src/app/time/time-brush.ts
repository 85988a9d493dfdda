import { timeToX, xToTime } from './time-axis.ts';
import type { TimeAxis } from './time-axis.ts';
import type { TimeInterval } from './time-interval.ts';
import { floorTo, stepBy } from './time-unit.ts';
import type { TimeUnit } from './time-unit.ts';

/** Where the intervals of a brush begin and end: on borders of the unit, within the axis' domain. */
export interface BrushGrid {
  readonly axis: TimeAxis;
  readonly unit: TimeUnit;
}

/** A drag under way on the time axis. */
export type Brush =
  | { readonly kind: 'edge'; readonly fixedMs: number }
  | { readonly kind: 'move'; readonly startX: number; readonly interval: TimeInterval };

/**
 * What a press at x begins: moving an end of the interval, moving it whole, or choosing a new one. Without an
 * interval the ends are the axis' own.
 */
export function beginBrush(
  { axis, unit }: BrushGrid,
  interval: TimeInterval | undefined,
  x: number,
  reachPx: number,
): Brush {
  const { startMs, endMs } = interval ?? { startMs: axis.domain.startMs, endMs: axis.domain.endMs - 1 };
  const [startX, endX] = [timeToX(axis, startMs), timeToX(axis, endMs + 1)];
  const [toStart, toEnd] = [Math.abs(x - startX), Math.abs(x - endX)];
  if (Math.min(toStart, toEnd) <= reachPx)
    return { kind: 'edge', fixedMs: toStart < toEnd ? endMs + 1 : startMs };
  if (interval && x > startX && x < endX) return { kind: 'move', startX: x, interval };
  return { kind: 'edge', fixedMs: nearestBorder(unit, xToTime(axis, x)) };
}

/** The interval when the drag has come to x: whole steps, never empty. */
export function moveBrush({ axis, unit }: BrushGrid, brush: Brush, x: number): TimeInterval {
  const { domain } = axis;
  if (brush.kind === 'edge') {
    const movingMs = nearestBorder(unit, clamp(xToTime(axis, x), domain.startMs, domain.endMs));
    const startMs = Math.min(brush.fixedMs, movingMs);
    const endMs = Math.max(brush.fixedMs, movingMs);
    return startMs < endMs ? { startMs, endMs: endMs - 1 } : stepAt(unit, startMs);
  }
  const lengthMs = brush.interval.endMs - brush.interval.startMs;
  const wantedMs = brush.interval.startMs + xToTime(axis, x) - xToTime(axis, brush.startX);
  const latestMs = Math.max(domain.startMs, domain.endMs - 1 - lengthMs);
  const startMs = nearestBorder(unit, clamp(wantedMs, domain.startMs, latestMs));
  return { startMs, endMs: startMs + lengthMs };
}

/** The whole step that the instant lies in. */
export function stepAt(unit: TimeUnit, ms: number): TimeInterval {
  return { startMs: floorTo(unit, ms), endMs: stepBy(unit, ms, 1) - 1 };
}

/** The interval with one end moved by whole steps; the other end stays, and at least one step remains. */
export function nudge(
  { axis, unit }: BrushGrid,
  interval: TimeInterval,
  end: 'start' | 'end',
  steps: number,
): TimeInterval {
  const { domain } = axis;
  if (end === 'start') {
    const startMs = stepBy(unit, interval.startMs, steps);
    return { startMs: clamp(startMs, domain.startMs, floorTo(unit, interval.endMs)), endMs: interval.endMs };
  }
  const endMs = stepBy(unit, interval.endMs, steps + 1) - 1;
  const least = stepBy(unit, interval.startMs, 1) - 1;
  return { startMs: interval.startMs, endMs: clamp(endMs, least, Math.max(least, domain.endMs - 1)) };
}

/** The domain narrowed (factor below 1) or widened around the instant at x, within the whole range. */
export function zoomDomain(axis: TimeAxis, x: number, factor: number, whole: TimeInterval): TimeInterval {
  const { startMs, endMs } = axis.domain;
  const span = Math.max(shortestDomainMs, (endMs - startMs) * factor);
  if (span >= whole.endMs - whole.startMs) return whole;
  const centre = xToTime(axis, x);
  const wanted = centre - (x / axis.widthPx) * span;
  const start = Math.round(clamp(wanted, whole.startMs, whole.endMs - span));
  return { startMs: start, endMs: Math.round(start + span) };
}

/** The domain moved along by pixels, within the whole range. */
export function panDomain({ domain, widthPx }: TimeAxis, byPx: number, whole: TimeInterval): TimeInterval {
  const span = domain.endMs - domain.startMs;
  const wanted = domain.startMs + (byPx / widthPx) * span;
  const startMs = Math.round(clamp(wanted, whole.startMs, Math.max(whole.startMs, whole.endMs - span)));
  return { startMs, endMs: Math.min(startMs + span, whole.endMs) };
}

const shortestDomainMs = 6 * 3_600_000;

function nearestBorder(unit: TimeUnit, ms: number): number {
  const [before, after] = [floorTo(unit, ms), stepBy(unit, ms, 1)];
  return ms - before < after - ms ? before : after;
}

const clamp = (value: number, min: number, max: number) => Math.min(max, Math.max(min, value));
