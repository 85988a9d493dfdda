import { invalidInput } from '../errors.ts';

/** What a right allows: sending data, looking after the stack, reading all collections or one. */
export type Scope = 'ingest' | 'ops' | 'read' | `read:${string}`;

const FORM = /^(ingest|ops|read|read:[A-Za-z0-9][A-Za-z0-9._:-]*)$/;

/** Whether a text is the name of a right. */
export const isScope = (text: string): text is Scope => FORM.test(text);

/**
 * Rights as they are written, between commas or spaces.
 * @example `ingest,read:VHR_IMAGE_2018`
 * @throws InvalidInput `InvalidScope`
 */
export function parseScopes(text: string): Scope[] {
  const given = [...new Set(text.split(/[\s,]+/).filter((part) => part !== ''))];
  const scopes = given.filter(isScope);
  if (scopes.length === given.length && scopes.length > 0) return scopes;
  const wrong = given.find((part) => !isScope(part)) ?? text;
  throw invalidInput(`'${wrong.slice(0, 80)}' is no right: expected ingest, ops, read or read:COLLECTION`, {
    code: 'InvalidScope',
  });
}

/** Whether some rights include one; `read` includes each `read:COLLECTION`. */
export const allows = (scopes: readonly Scope[], wanted: Scope): boolean =>
  scopes.includes(wanted) || (wanted.startsWith('read:') && scopes.includes('read'));
