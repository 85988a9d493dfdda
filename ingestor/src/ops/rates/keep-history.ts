import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@pvs/core/errors';
import type { IngestorContext } from '../../ingestor-context.ts';
import { noteMoment } from './stage-history.ts';

/** Often enough for each minute to be noted near its beginning. */
const ROUND_MS = 5000;

/** Has every minute noted how the stages are, until the signal; in as many processes as there are. */
export async function keepHistory(
  { redis, log }: Pick<IngestorContext, 'redis' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await noteMoment(redis);
    } catch (error) {
      if (!signal.aborted) log.warn({ error: messageOf(error) }, 'History:Unnoted');
    }
    await sleep(ROUND_MS, undefined, { signal }).catch(() => undefined);
  }
}
