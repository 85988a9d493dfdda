import { messageOf } from '@pvs/core/errors';
import type { Logger } from '@pvs/core/observe/log';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { sweepRuns } from './outputs/run-lease.ts';
import type { PreprocessContext } from './preprocess-context.ts';
import { sweepWorkDirectories } from './work-directory.ts';

const INTERVAL_MS = 3600 * 1000;

export interface SweepContext extends Pick<PreprocessContext, 'store' | 'workRoot' | 'config'> {
  /** The long-term storage, where there is one. */
  readonly archive?: ObjectStore;
}

/** Removes what dead attempts left: work directories on this machine, unfinished runs and uploads in the storage. */
export async function sweepLeftovers(context: SweepContext, log: Logger): Promise<void> {
  const { store, workRoot, config, archive } = context;
  const before = new Date(Date.now() - config.limits.leftoversS * 1000);
  const sweeps = {
    directories: () => sweepWorkDirectories(workRoot, before),
    objects: () => sweepRuns(store, before),
    uploads: () => store.sweep(before),
    archived: async () => (await archive?.sweep(before)) ?? [],
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
