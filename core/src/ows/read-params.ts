import { z } from 'zod';
import { invalidInput } from '../errors.ts';
import type { Kvp } from './kvp.ts';

/**
 * Checks parameters against a schema of lower-case names. Unknown parameters are tolerated: clients add their own.
 * @throws InvalidInput `MissingParameterValue`, or `InvalidParameterValue` unless the schema names a finer code with
 * {@link issueCode}; the detail's `locator` is the parameter
 */
export function readParams<T extends z.ZodType>(schema: T, kvp: Kvp): z.output<T> {
  const parsed = schema.safeParse(Object.fromEntries(kvp));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const locator = String(issue.path[0] ?? '');
  const given = kvp.get(locator);
  if (given === undefined && locator !== '') {
    throw invalidInput(`parameter '${locator}' is missing`, {
      code: 'MissingParameterValue',
      detail: { locator },
    });
  }
  const code = issue.code === 'custom' ? (issue.params?.['code'] as string | undefined) : undefined;
  const shown =
    given === undefined ? '' : `, given '${given.length > 200 ? `${given.slice(0, 200)}…` : given}'`;
  throw invalidInput(`${locator === '' ? '' : `parameter '${locator}': `}${issue.message}${shown}`, {
    code: code ?? 'InvalidParameterValue',
    detail: { locator, given },
  });
}

/** A schema issue with its own exception code. */
export const issueCode = (code: string, message: string) => ({
  code: 'custom' as const,
  message,
  params: { code },
});

/** A whole number from `min` to `max`. */
export const integerParam = (min: number, max: number) =>
  z.string().transform((text, context) => {
    const value = Number(text);
    if (/^\s*\+?\d{1,9}\s*$/.test(text) && value >= min && value <= max) return value;
    context.addIssue(`expected a whole number from ${min} to ${max}`);
    return z.NEVER;
  });

/** A comma list; entries may be empty (`STYLES=,`). */
export const listParam = z.string().transform((text) => text.split(',').map((part) => part.trim()));
