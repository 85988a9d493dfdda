import { isoInstant } from '../time/format-instant.ts';

/** In these years ISO 8601 and PostgreSQL write times alike. */
const [FIRST_MS, LAST_MS] = [Date.UTC(1000, 0), Date.UTC(10_000, 0) - 1];

/**
 * A time as PostgreSQL reads it: years have no signs, and before the first one is 1 BC.
 * @throws RangeError for a time that is none
 */
export function postgresTime(time: Date): string {
  const ms = time.getTime();
  const text = isoInstant(time);
  if (ms >= FIRST_MS && ms <= LAST_MS) return text;
  const [, date = ''] = /^[+-]?\d+(.*)$/.exec(text)!;
  const year = time.getUTCFullYear();
  const digits = String(year > 0 ? year : 1 - year).padStart(4, '0');
  return `${digits}${date}${year > 0 ? '' : ' BC'}`;
}
