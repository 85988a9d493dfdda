import { invalidInput } from '../errors.ts';
import { messageId } from './message-id.ts';

const MAX_LENGTH = 1024;

/** What paths of packages look like: of a URL, a bucket, a source directory and the stack's own storage. */
export const PACKAGE_PATHS = [
  'https://host/in/scene.tar',
  's3://bucket/in/scene.tar',
  '/directory/scene.tar',
  'in/scene.tar',
] as const;

/**
 * Where a package is, as an operator pushes it: an object path, a key prefix, an absolute path or a URL.
 * @throws InvalidInput `InvalidPath`, saying what is wrong with it
 */
export function parsePackagePath(text: string): string {
  const path = text.trim();
  const refuse = (why: string) =>
    invalidInput(
      `'${path.slice(0, 80)}' is not a package path: ${why}; expected one like ${PACKAGE_PATHS.join(', ')}`,
      { code: 'InvalidPath', detail: { given: path.slice(0, MAX_LENGTH) } },
    );
  if (path === '') throw refuse('it is empty');
  if (/^\{\s*"/.test(path)) throw refuse('it is JSON, which preprocess-md_queue takes');
  if (path.length > MAX_LENGTH) throw refuse(`it has ${path.length} characters, allowed are ${MAX_LENGTH}`);
  if (/\p{Cc}/u.test(path)) throw refuse('it holds control characters');
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/)(.*)$/i.exec(path) ?? ['', '', path];
  if (!['', 's3://', 'http://', 'https://'].includes(scheme.toLowerCase()))
    throw refuse(`nothing is read by ${scheme}`);
  const parts = rest.split('/');
  if (parts.includes('..') || parts.includes('.')) throw refuse('it has . or .. parts');
  if (/^http/i.test(scheme)) return URL.parse(path)?.href ?? path;
  const tidy = parts.filter((part) => part !== '').join('/');
  if (tidy === '') throw refuse('it names the root');
  return scheme === '' && path.startsWith('/') ? `/${tidy}` : scheme.toLowerCase() + tidy;
}

/** The id of a message of `preprocess_queue`: its path, or what {@link messageId} gives where it has none. */
export function packageId(raw: string): string {
  try {
    return parsePackagePath(raw);
  } catch {
    return messageId(raw);
  }
}
