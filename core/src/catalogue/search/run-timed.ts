import { isPvsError, limitExceeded } from '../../errors.ts';
import { withDatabase } from '../database-errors.ts';

/** What a statement is executed with, so that it can be cancelled. */
export interface CancelOptions {
  readonly signal: AbortSignal;
  readonly inflightQueryAbortStrategy: 'cancel query';
}

/**
 * Cancels the statement, in the database too, when its time is over or nobody waits for it any more.
 * @param signal gives it up
 * @throws LimitExceeded `SearchTooLong`
 */
export async function runTimed<T>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  run: (options: CancelOptions) => Promise<T>,
): Promise<T> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
  try {
    return await withDatabase(() => run({ signal: either, inflightQueryAbortStrategy: 'cancel query' }));
  } catch (error) {
    if (!timeout.aborted || isPvsError(error, 'InvalidInput')) throw error;
    throw limitExceeded(
      `the search took longer than ${timeoutMs / 1000} s: narrow it down by place, time or collection`,
      { code: 'SearchTooLong', detail: { allowedMs: timeoutMs }, cause: error },
    );
  }
}
