import { messageOf } from '@pvs/core/errors';
import type { Logger } from '@pvs/core/observe/log';
import { sweepRuns } from './outputs/run-lease.ts';
import type { PreprocessContext } from './preprocess-context.ts';
import { sweepWorkDirectories } from './work-directory.ts';

const INTERVAL_MS = 3600 * 1000;

export type SweepContext = Pick<PreprocessContext, 'store' | 'workRoot' | 'config'>;

/** Removes what dead attempts left: work directories on this machine, unfinished runs and uploads in the storage. */
export async function sweepLeftovers({ store, workRoot, config }: SweepContext, log: Logger): Promise<void> {
  const before = new Date(Date.now() - config.limits.leftoversS * 1000);
  const sweeps = {
    directories: () => sweepWorkDirectories(workRoot, before),
    objects: () => sweepRuns(store, before),
    uploads: () => store.sweep(before),
  };
  for (const [what, sweep] of Object.entries(sweeps)) {
    try {
      const removed = await sweep();
      if (removed.length > 0) log.info({ [what]: removed }, 'Leftovers:Removed');
    } catch (error) {
      // The storage may be away just now; the next sweep finds them.
      log.warn({ what, problem: messageOf(error) }, 'Leftovers:Kept');
    }
  }
}

/** {@link sweepLeftovers} each hour until it is stopped. */
export function sweepRegularly(context: SweepContext, log: Logger): () => void {
  const timer = setInterval(() => void sweepLeftovers(context, log), INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
