const hourMs = 3_600_000;

/** A calendar step in UTC: of fixed length, or a number of months. */
export type TimeUnit = { readonly ms: number } | { readonly months: number };

/** From fine to coarse; each starts where the calendar has its own border (hour, day, Monday, month, year). */
const units: readonly TimeUnit[] = [
  { ms: hourMs },
  { ms: 3 * hourMs },
  { ms: 6 * hourMs },
  { ms: 24 * hourMs },
  { ms: 7 * 24 * hourMs },
  { months: 1 },
  { months: 3 },
  { months: 12 },
  { months: 60 },
  { months: 120 },
  { months: 600 },
];

/** The finest unit of which at most `maxSteps` cover the span (about: months are taken as 30 days). */
export function chooseTimeUnit(spanMs: number, maxSteps: number): TimeUnit {
  const fits = (unit: TimeUnit) => spanMs / lengthMs(unit) <= maxSteps;
  return units.find(fits) ?? { months: 1200 };
}

/** The start of the step that the instant lies in. */
export function floorTo(unit: TimeUnit, ms: number): number {
  if ('months' in unit) {
    const date = new Date(ms);
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
    return startOfMonth(Math.floor(month / unit.months) * unit.months);
  }
  // 1970-01-01 was a Thursday; weeks start on Monday.
  const offset = unit.ms === 7 * 24 * hourMs ? 4 * 24 * hourMs : 0;
  return Math.floor((ms - offset) / unit.ms) * unit.ms + offset;
}

/** The start of the step `count` steps after (before, if negative) the one that the instant lies in. */
export function stepBy(unit: TimeUnit, ms: number, count: number): number {
  const floor = floorTo(unit, ms);
  if (!('months' in unit)) return floor + count * unit.ms;
  const date = new Date(floor);
  return startOfMonth(date.getUTCFullYear() * 12 + date.getUTCMonth() + count * unit.months);
}

/** About how long one step is: months count 30 days. */
export const lengthMs = (unit: TimeUnit) => ('months' in unit ? unit.months * 30 * 24 * hourMs : unit.ms);

/** Date.UTC takes years below 100 as 19xx; no product is that old. */
const startOfMonth = (month: number) => Date.UTC(Math.floor(month / 12), ((month % 12) + 12) % 12, 1);
