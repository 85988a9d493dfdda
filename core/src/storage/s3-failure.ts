import { isPvsError, messageOf, notFound, type PvsError, sourceUnavailable } from '../errors.ts';
import { objectChanged } from './object-problems.ts';

/** The HTTP status that the store answered. */
export const statusOf = (cause: unknown) =>
  (cause as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;

export const isMissing = (cause: unknown) => statusOf(cause) === 404;

/** What the SDK threw as an error of this project. */
export function s3Failure(url: string, key: string, cause: unknown): PvsError {
  if (isPvsError(cause)) return cause;
  if (isMissing(cause)) {
    const message = `there is no object '${key}' in ${url}`;
    return notFound(message, { code: 'ObjectMissing', cause, detail: { key } });
  }
  if (statusOf(cause) === 412) return objectChanged(key, url);
  const status = statusOf(cause);
  // Names of errors are all that some stores give.
  const name = cause instanceof Error && !messageOf(cause).includes(cause.name) ? `${cause.name}: ` : '';
  const shown = `${status === undefined ? '' : `${status} `}${name}${messageOf(cause)}`;
  return sourceUnavailable(`storage ${url} failed for '${key}': ${shown}`, {
    cause,
    detail: { key, ...(status !== undefined && { status }) },
  });
}
