import { invalidInput } from '../errors.ts';

/** A closed interval, milliseconds since the epoch; open ends are ±Infinity. */
export interface TimeInterval {
  readonly beginMs: number;
  readonly endMs: number;
}

/** What a time parameter selects: a product matches where its closed interval overlaps one of these. */
export type TimeSelection = readonly TimeInterval[] | 'current';

const INSTANT =
  /^([+-]?\d{4,6})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+ -]\d{2}(?::?\d{2})?)?)?)?)?Z?$/i;
const PERIOD = /^P(?=.)(?:\d+(?:[.,]\d+)?[YMWD])*(?:T(?=.)(?:\d+(?:[.,]\d+)?[HMS])+)?$/i;

export const ALLOWED_TIMES =
  'an instant (2018, 2018-06, 2018-06-30, 2018-06-30T10:00:00Z), an interval (a/b or a--b, open with ..), a/b/period, a comma list of these, or current';

/**
 * Reads the one time grammar of this stack: WMS TIME, WMTS dimension, OpenSearch, STAC and the seed queue. A value
 * stands for the whole of its own precision (a date for its day), so that an interval's end is extended to the end
 * of its precision. `default` and an empty text select everything.
 * @example `2018-06-30`, `2018-06/2018-07`, `2018-01-01--..`, `2018-06-30T10:00:00.5+02:00`, `a/b/P1D`, `a,b`
 * @throws InvalidInput naming the part that could not be read
 */
export function parseTime(text: string): TimeSelection {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.toLowerCase() === 'default') return [{ beginMs: -Infinity, endMs: Infinity }];
  if (trimmed.toLowerCase() === 'current') return 'current';
  return trimmed.split(',').map((part) => parseInterval(part.trim()));
}

/** Reads one instant or interval; see {@link parseTime}. */
export function parseInterval(text: string): TimeInterval {
  const parts = text.includes('/') ? text.split('/') : text.split('--');
  if (parts.length === 1) return parseInstant(text, text);
  if (parts.length > 3) throw unreadable(text, text);
  const [from = '', to = '', period] = parts.map((p) => p.trim());
  if (period !== undefined && !PERIOD.test(period)) throw unreadable(text, period);
  const begin = isOpen(from) ? -Infinity : parseInstant(from, text).beginMs;
  const end = isOpen(to) ? Infinity : parseInstant(to, text).endMs;
  if (begin > end) {
    throw invalidInput(`time interval '${text}' ends before it begins: expected begin/end`, {
      code: 'InvalidTime',
      detail: { given: text },
    });
  }
  return { beginMs: begin, endMs: end };
}

const isOpen = (text: string) => text === '..' || text === '';

/** The interval an instant stands for: from its start to the last millisecond of its precision. */
function parseInstant(text: string, whole: string): TimeInterval {
  const match = INSTANT.exec(text);
  if (!match) throw unreadable(whole, text);
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const fields = [
    Number(year),
    Number(month ?? 1),
    Number(day ?? 1),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
  ];
  const [y = 0, mo = 1, d = 1, h = 0, mi = 0, s = 0] = fields;
  const milliseconds = Math.floor(Number(`0.${fraction ?? '0'}`) * 1000);
  const offsetMs = zoneOffsetMs(zone);
  const beginMs = utc(y, mo - 1, d, h, mi, s, milliseconds) - offsetMs;
  if (!isRealDate(y, mo, d, h, mi, s)) throw unreadable(whole, text);
  let next: number;
  if (fraction !== undefined) next = beginMs + 10 ** Math.max(0, 3 - fraction.length);
  else if (second !== undefined) next = beginMs + 1000;
  else if (minute !== undefined) next = beginMs + 60_000;
  else if (hour !== undefined) next = beginMs + 3_600_000;
  else if (day !== undefined) next = utc(y, mo - 1, d + 1);
  else if (month !== undefined) next = utc(y, mo, 1);
  else next = utc(y + 1, 0, 1);
  return { beginMs, endMs: next - 1 };
}

/** Unlike Date.UTC, takes the years 0–99 as they are. */
function utc(year: number, month: number, day: number, h = 0, m = 0, s = 0, ms = 0): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date.setUTCHours(h, m, s, ms);
}

function isRealDate(y: number, mo: number, d: number, h: number, mi: number, s: number): boolean {
  // Dates reach to the year 275760.
  if (Math.abs(y) > 275_000 || mo < 1 || mo > 12 || h > 24 || mi > 59 || s > 60) return false;
  return d >= 1 && d <= new Date(Date.UTC(2000 + (((y % 400) + 400) % 400), mo, 0)).getUTCDate();
}

/** A `+` in a query string arrives as a space where a client forgot to encode it. */
function zoneOffsetMs(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  const digits = zone.slice(1).replace(':', '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0)) * 60_000;
}

function unreadable(whole: string, part: string) {
  const where = part === whole ? '' : ` in '${whole}'`;
  return invalidInput(`cannot read time '${part}'${where}: expected ${ALLOWED_TIMES}`, {
    code: 'InvalidTime',
    detail: { given: whole },
  });
}

/** True where two closed intervals share an instant. */
export function intervalsOverlap(a: TimeInterval, b: TimeInterval): boolean {
  return a.beginMs <= b.endMs && b.beginMs <= a.endMs;
}
