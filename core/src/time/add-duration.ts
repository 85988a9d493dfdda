import { invalidInput } from '../errors.ts';

const DURATION =
  /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i;

/**
 * A time moved on (`sign` 1) or back (-1) by an ISO 8601 duration such as `P1M` or `PT12H`; months as the calendar has
 * them.
 * @throws InvalidInput `InvalidTime`
 */
export function addDuration(ms: number, duration: string, sign: 1 | -1): number {
  const match = DURATION.exec(duration);
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = (match ?? [])
    .slice(1)
    .map((part) => Number(part ?? 0));
  const date = new Date(ms);
  date.setUTCFullYear(date.getUTCFullYear() + sign * years, date.getUTCMonth() + sign * months);
  const moved =
    date.getTime() + sign * ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  if (match && Number.isFinite(moved)) return moved;
  throw invalidInput(`cannot read duration '${duration}': expected for example P1M, P10D or PT12H30M`, {
    code: 'InvalidTime',
  });
}
