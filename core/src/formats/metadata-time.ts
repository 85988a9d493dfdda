import { invalidInput } from '../errors.ts';
import { parseInterval } from '../time/time-grammar.ts';

/**
 * The instant a document states. A missing time zone means UTC; a bare date begins and ends with its day.
 * @throws InvalidInput `InvalidTime` for what is no instant
 */
export function instantOf(text: string, edge: 'begin' | 'end'): Date {
  const { beginMs, endMs } = parseInterval(text);
  const date = new Date(edge === 'end' && !/\d[T ]\d/.test(text) ? endMs : beginMs);
  if (!text.includes('/') && !text.includes('--') && Number.isFinite(date.getTime())) return date;
  throw invalidInput(`'${text}' is not an instant: expected e.g. 2018-06-30T10:00:00Z`, {
    code: 'InvalidTime',
    detail: { given: text },
  });
}

/** The instant, or undefined where the text is none: for what a product can do without. */
export function optionalInstant(text: string | undefined): Date | undefined {
  try {
    return text === undefined ? undefined : instantOf(text, 'begin');
  } catch {
    return undefined;
  }
}

/**
 * The two ends of a sensing period, in order.
 * @throws InvalidInput `InvalidTime` where it ends before it begins
 */
export function sensingPeriod(beginTime: Date, endTime: Date): { beginTime: Date; endTime: Date } {
  if (beginTime <= endTime) return { beginTime, endTime };
  const [begin, end] = [beginTime.toISOString(), endTime.toISOString()];
  throw invalidInput(`sensing ends at ${end}, before it begins at ${begin}`, {
    code: 'InvalidTime',
    detail: { begin, end },
  });
}
