import { setTimeout as sleep } from 'node:timers/promises';
import { sweepObjects } from '@pvs/core/catalogue/discarded-objects';
import { messageOf } from '@pvs/core/errors';
import type { RegistrarContext } from './registrar-context.ts';

/** Objects are kept for longer than this anyway. */
const EVERY_MS = 30_000;

export interface Sweeper {
  /** Resolves when what it is removing is removed. */
  stop(): Promise<void>;
}

/** Removes what replaced and removed products left behind, again and again, beside the stages. */
export function startSweeper({ db, store, log }: Pick<RegistrarContext, 'db' | 'store' | 'log'>): Sweeper {
  const stopping = new AbortController();
  const sweeping = (async () => {
    while (!stopping.signal.aborted) {
      try {
        const { removed, kept } = await sweepObjects(db, store);
        if (removed.length + kept.length > 0)
          log.info({ removed: removed.length, kept: kept.length }, 'Objects:Swept');
      } catch (error) {
        log.warn({ error: messageOf(error) }, 'Objects:NotSwept');
      }
      await sleep(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    stop() {
      stopping.abort();
      return sweeping;
    },
  };
}
