import { setTimeout as sleep } from 'node:timers/promises';
import type { StackConfig } from '@pvs/core/config/stack';
import { messageOf } from '@pvs/core/errors';
import type { Logger } from '@pvs/core/observe/log';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { holdLease } from '../hold-lease.ts';
import { closeTasks, forgetTasks } from './close-tasks.ts';
import { sendCallbacks } from './send-callbacks.ts';
import { taskKeys } from './task-keys.ts';

const ROUND_MS = 1000;

/**
 * Closes tasks that have ended, tells their callbacks and forgets old ones, until the signal: in one of all the
 * processes that run this.
 */
export async function keepTasks(
  context: {
    readonly redis: ScriptedRedis;
    readonly log: Logger;
    readonly stack: Pick<StackConfig, 'ingest'>;
  },
  signal: AbortSignal,
): Promise<void> {
  const { redis, log, stack } = context;
  const lease = holdLease(redis, taskKeys.keeper);
  let from = 0;
  while (!signal.aborted) {
    try {
      if (await lease.renew()) {
        from = await closeTasks(redis, from);
        await sendCallbacks(context, stack.ingest.callbacks);
        await forgetTasks(redis, Date.now() - stack.ingest.keepTasksS * 1000);
      }
    } catch (error) {
      if (!signal.aborted) log.warn({ error: messageOf(error) }, 'Tasks:RoundFailed');
    }
    await sleep(ROUND_MS, undefined, { signal }).catch(() => undefined);
  }
}
