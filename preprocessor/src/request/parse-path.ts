import { invalidInput } from '@pvs/core/errors';

const MAX_LENGTH = 1024;

/**
 * An object path, a key prefix or an absolute path, as an operator pushes it.
 * @throws InvalidInput `InvalidPath`, saying what is wrong with it
 */
export function parsePath(text: string): string {
  const path = text.trim();
  const refuse = (why: string) =>
    invalidInput(
      `'${path.slice(0, 80)}' is not a package path: ${why}; expected an object path, a prefix or an absolute path below a source directory`,
      { code: 'InvalidPath', detail: { given: path.slice(0, MAX_LENGTH) } },
    );
  if (path === '') throw refuse('it is empty');
  if (path.length > MAX_LENGTH) throw refuse(`it has ${path.length} characters, allowed are ${MAX_LENGTH}`);
  if (/\p{Cc}/u.test(path)) throw refuse('it holds control characters');
  const parts = path.split('/');
  if (parts.includes('..') || parts.includes('.')) throw refuse('it has . or .. parts');
  const tidy = parts.filter((part) => part !== '').join('/');
  if (tidy === '') throw refuse('it names the root');
  return path.startsWith('/') ? `/${tidy}` : tidy;
}
