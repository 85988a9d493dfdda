const DAY_MS = 86_400_000;

const MINUTES = Array.from(
  { length: 24 * 60 },
  (_, n) => `T${padded(Math.floor(n / 60), 2)}:${padded(n % 60, 2)}`,
);
const SECONDS = Array.from({ length: 60 }, (_, n) => `:${padded(n, 2)}`);
const MILLISECONDS = Array.from({ length: 1000 }, (_, n) => `.${padded(n, 3)}Z`);

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}

/** Days as text by their number since the epoch; the products of one search are of few. */
const days = new Map<number, string>();
const MOST_DAYS = 5000;

/**
 * What `Date.toISOString` writes, put together from what is written already: a page of products has fifty times, and
 * writing them took as long as finding them.
 * @throws RangeError for a time that is none
 */
export function isoInstant(time: Date): string {
  const [text, ms] = isoSecond(time.getTime());
  return `${text}${MILLISECONDS[ms]!}`;
}

/** ISO 8601 in UTC, without milliseconds where they are zero: what every client reads. */
export function formatInstant(time: Date | number): string {
  const [text, ms] = isoSecond(new Date(time).getTime());
  return ms === 0 ? `${text}Z` : `${text}${MILLISECONDS[ms]!}`;
}

/** The second, and the milliseconds after it. */
function isoSecond(timeMs: number): readonly [text: string, ms: number] {
  const day = Math.floor(timeMs / DAY_MS);
  const ms = timeMs - day * DAY_MS;
  const second = Math.floor(ms / 1000);
  const minute = Math.floor(second / 60);
  return [`${dayText(day)}${MINUTES[minute]!}${SECONDS[second - minute * 60]!}`, ms - second * 1000];
}

function dayText(day: number): string {
  const known = days.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * DAY_MS).toISOString().split('T')[0]!;
  if (days.size >= MOST_DAYS) days.clear();
  days.set(day, text);
  return text;
}
