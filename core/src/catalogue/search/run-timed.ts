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
  // Signals made for each search, one of them of two others, took a tenth of it.
  const ended = new AbortController();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    ended.abort();
  }, timeoutMs);
  const giveUp = () => ended.abort(signal?.reason);
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp);
  try {
    return await withDatabase(() =>
      run({ signal: ended.signal, inflightQueryAbortStrategy: 'cancel query' }),
    );
  } catch (error) {
    if (!isLate || isPvsError(error, 'InvalidInput')) throw error;
    throw limitExceeded(
      `the search took longer than ${timeoutMs / 1000} s: narrow it down by place, time or collection`,
      { code: 'SearchTooLong', detail: { allowedMs: timeoutMs }, cause: error },
    );
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  }
}
