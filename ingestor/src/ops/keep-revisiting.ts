import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@pvs/core/errors';
import { revisitFailures } from '@pvs/core/queue/revisits';
import { holdLease } from '../hold-lease.ts';
import type { IngestorContext } from '../ingestor-context.ts';

const ROUND_MS = 5000;

/** Has failed items whose reason may pass tried again when they are due, until the signal: in one of all processes. */
export async function keepRevisiting(
  { redis, stack, log }: Pick<IngestorContext, 'redis' | 'stack' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  const { revisits } = stack;
  if (revisits.afterS.length === 0 || revisits.codes.length === 0) return;
  const lease = holdLease(redis, 'revisits_keeper');
  while (!signal.aborted) {
    try {
      const back = (await lease.renew()) ? await revisitFailures(redis, revisits) : [];
      for (const { stage, id, code, revisit } of back)
        log.info({ stage, id, code, revisit }, 'Failure:Revisited');
    } catch (error) {
      if (!signal.aborted) log.warn({ error: messageOf(error) }, 'Failures:RoundFailed');
    }
    await sleep(ROUND_MS, undefined, { signal }).catch(() => undefined);
  }
}
