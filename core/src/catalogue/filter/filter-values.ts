import { invalidInput } from '../../errors.ts';
import { parseInterval, type TimeInterval } from '../../time/time-grammar.ts';
import { propertyKinds, type SearchProperty } from './queryables.ts';

/** An `InvalidInput` with code `InvalidFilter`; who knows the parameter's name puts it in front. */
export const invalidFilter = (message: string) => invalidInput(message, { code: 'InvalidFilter' });

/** What PostgreSQL's integer holds. */
const MAX_INTEGER = 2 ** 31 - 1;
/** PostgreSQL's timestamps begin in 4713 BC. */
const FIRST_YEAR = -4700;

/**
 * A literal as a number or a text, whichever the property is.
 * @param name as the filter calls the property, for the message
 * @throws InvalidInput `InvalidFilter`
 */
export function plainValue(
  name: string,
  property: SearchProperty,
  literal: string | number,
): string | number {
  const kind = propertyKinds[property];
  if (kind === 'text') return storableText(name, String(literal));
  const number = typeof literal === 'string' && literal.trim() !== '' ? Number(literal) : literal;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw wrongKind(name, literal, 'a number');
  if (kind === 'integer' && Math.abs(number) > MAX_INTEGER) {
    throw wrongKind(name, literal, `a number from ${-MAX_INTEGER} to ${MAX_INTEGER}`);
  }
  return number;
}

/** PostgreSQL's text cannot hold the character NUL. */
export function storableText(name: string, text: string): string {
  if (text.includes('\0')) throw wrongKind(name, text, 'text without NUL');
  return text;
}

/** The time that a literal stands for, by the stack's time grammar. */
export function timeValue(name: string, literal: string | number): TimeInterval {
  let interval: TimeInterval | undefined;
  try {
    interval = parseInterval(String(literal));
  } catch {
    // Said below, with the property's name.
  }
  if (!interval) throw wrongKind(name, literal, 'a time such as 2018-06-30T10:00:00Z');
  for (const ms of [interval.beginMs, interval.endMs]) {
    if (Number.isFinite(ms) && new Date(ms).getUTCFullYear() < FIRST_YEAR) {
      throw wrongKind(name, literal, `a time after the year ${FIRST_YEAR}`);
    }
  }
  return interval;
}

const wrongKind = (name: string, given: unknown, expected: string) =>
  invalidFilter(`'${name}' is compared with ${JSON.stringify(given).slice(0, 200)}: expected ${expected}`);
