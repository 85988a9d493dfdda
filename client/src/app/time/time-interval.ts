/** A closed interval of time; both ends in milliseconds since 1970, UTC. */
export interface TimeInterval {
  readonly startMs: number;
  readonly endMs: number;
}

export const dayMs = 86_400_000;

const datePattern = /^\d{4}-\d{2}-\d{2}$/;
const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads `start--end` or `start/end`, each end a date or a date with time and zone (ISO 8601); a date as the end
 * includes the whole day. Undefined for anything else and for a reversed interval.
 *
 * @example parseInterval('2018-06-30--2018-07-01') // two whole days
 */
export function parseInterval(text: string): TimeInterval | undefined {
  const [start, end, ...rest] = text.split(/--|\//);
  if (start === undefined || end === undefined || rest.length > 0) return undefined;
  const startMs = parseInstant(start);
  const endInstant = parseInstant(end);
  if (startMs === undefined || endInstant === undefined) return undefined;
  const endMs = datePattern.test(end) ? endInstant + dayMs - 1 : endInstant;
  return startMs <= endMs ? { startMs, endMs } : undefined;
}

/** Milliseconds of an ISO 8601 date (its start, UTC) or date with time and zone; undefined for anything else. */
export function parseInstant(text: string): number | undefined {
  if (!datePattern.test(text) && !instantPattern.test(text)) return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) return undefined;
  // Date.parse turns the 31st of June into the 1st of July.
  return datePattern.test(text) && !new Date(ms).toISOString().startsWith(text) ? undefined : ms;
}

/**
 * The interval in the stack's time grammar as short as it can be said exactly: dates for whole days, else
 * instants. The same interval always gives the same text, so that tiles of it share a cache entry.
 */
export function formatInterval({ startMs, endMs }: TimeInterval): string {
  if (startMs % dayMs === 0 && (endMs + 1) % dayMs === 0) {
    return `${formatDate(startMs)}--${formatDate(endMs)}`;
  }
  return `${formatInstant(startMs)}--${formatInstant(endMs)}`;
}

/** `2018-06-30` of the instant's day in UTC. */
export const formatDate = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** `2018-06-30T10:00:00Z`, with milliseconds only where there are any. */
export const formatInstant = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');

/** True where the two closed intervals share an instant. */
export const intervalsOverlap = (a: TimeInterval, b: TimeInterval) =>
  a.startMs <= b.endMs && b.startMs <= a.endMs;

/** The smallest interval around all given ones; undefined for none. */
export function uniteIntervals(intervals: readonly TimeInterval[]): TimeInterval | undefined {
  if (intervals.length === 0) return undefined;
  const startMs = intervals.reduce((min, interval) => Math.min(min, interval.startMs), Infinity);
  const endMs = intervals.reduce((max, interval) => Math.max(max, interval.endMs), -Infinity);
  return { startMs, endMs };
}
