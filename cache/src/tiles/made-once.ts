import { setTimeout as sleep } from 'node:timers/promises';
import { sourceUnavailable } from '@pvs/core/errors';
import type { DrawLeases } from './draw-lease.ts';

const FIRST_LOOK_MS = 20;
const LAST_LOOK_MS = 500;

/**
 * Makes what a name stands for, unless it is there: one process at a time, while the others wait for what it leaves,
 * and take over where its lease ends without.
 * @throws SourceUnavailable `StillDrawing` after `patienceMs`
 */
export type MadeOnce = <Kept, Made>(
  name: string,
  look: () => Promise<Kept | undefined>,
  make: () => Promise<Made>,
) => Promise<Kept | Made>;

export function createMadeOnce(leases: DrawLeases, patienceMs: number): MadeOnce {
  return async (name, look, make) => {
    const until = performance.now() + patienceMs;
    for (let waitMs = FIRST_LOOK_MS; performance.now() < until; waitMs = Math.min(waitMs * 2, LAST_LOOK_MS)) {
      const release = await leases.take(name);
      try {
        // Between a look for it and this one, another may have made it.
        const kept = await look();
        if (kept !== undefined) return kept;
        if (release) return await make();
      } finally {
        await release?.();
      }
      await sleep(waitMs);
    }
    throw sourceUnavailable('another process is still drawing this tile: try again', {
      code: 'StillDrawing',
    });
  };
}
