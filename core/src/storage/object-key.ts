import { invalidInput } from '../errors.ts';

/** The key, which is a relative path that stays below a store's root. @throws InvalidInput `InvalidKey` */
export function checkKey(key: string): string {
  if (
    key.startsWith('/') ||
    key.includes('\0') ||
    key.split('/').some((part) => part === '..' || part === '.')
  ) {
    throw invalidInput(`'${key}' is not an object key: expected a relative path without . and .. parts`, {
      code: 'InvalidKey',
      detail: { given: key },
    });
  }
  return key;
}
