import { isPvsError, messageOf, type PvsError, sourceUnavailable } from '../errors.ts';

/** System errors that pass by themselves: no space, no descriptors, no connection. */
const TRANSIENT = new Set([
  ...['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'EIO', 'ESTALE', 'EAGAIN', 'ENOMEM'],
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ENETDOWN', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_SOCKET'],
]);

/** Answers of a Redis that is alive and cannot write just now. */
const REDIS_REFUSAL = /^(OOM|READONLY|LOADING|MISCONF|MASTERDOWN|NOREPLICAS|TRYAGAIN)\b/;

/** The error as one that passes by itself, where it is one: it then says nothing about the item. */
export function asUnavailable(error: unknown): PvsError | undefined {
  if (isPvsError(error)) return error.kind === 'SourceUnavailable' ? error : undefined;
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== undefined && TRANSIENT.has(code))
      return sourceUnavailable(messageOf(error), { cause: error, detail: { system: code } });
    if (cause.name === 'ReplyError' && REDIS_REFUSAL.test(cause.message))
      return sourceUnavailable(`Redis refuses: ${cause.message}`, { cause: error });
  }
  return undefined;
}
