import type { FastifyReply } from 'fastify';
import { isPvsError, messageOf } from '../errors.ts';
import type { Logger } from '../observe/log.ts';
import { STATUS_OF } from '../ows/ows-exception.ts';

/**
 * Logs what an operator should see of a failed request: a source that is away as a warning, a defect with its stack.
 * A wrong request is its client's affair.
 */
export function logFailure(log: Pick<Logger, 'warn' | 'error'>, url: string, error: unknown): void {
  if (!isPvsError(error)) {
    const stack = error instanceof Error ? error.stack : undefined;
    log.error({ url, error: messageOf(error), stack }, 'Request:Failed');
  } else if (STATUS_OF[error.kind] >= 500) {
    log.warn({ url, code: error.code, error: error.message }, 'Request:Unavailable');
  }
}

/** Whether a request ended since its client went before it had its answer: nobody is there to be told, nothing failed. */
export const isGivenUp = (error: unknown, { raw }: Pick<FastifyReply, 'raw'>): boolean =>
  raw.destroyed && error instanceof Error && error.name === 'AbortError';
