import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@pvs/core/errors';
import { evictTiles } from './backends/evict-tiles.ts';
import type { CacheContext } from './cache-context.ts';
import { createDrawLeases } from './tiles/draw-lease.ts';

/** The limit may be passed by what is drawn in this time. */
const EVERY_MS = 600_000;
/** One process at a time lists and removes; its lease ends a while after it dies. */
const LEASE_MS = 30_000;

export interface Janitor {
  stop(): Promise<void>;
}

/** Keeps the tiles below the stack's `cache.maxBytes`, beside serving them, at one process at a time. */
export function startJanitor({ backend, stack, redis, log }: CacheContext): Janitor {
  const { maxBytes } = stack.cache;
  if (maxBytes === undefined) return { stop: async () => undefined };
  const leases = createDrawLeases(redis, log, LEASE_MS);
  const stopping = new AbortController();
  const { signal } = stopping;
  const keepBelow = async () => {
    const release = await leases.take('eviction');
    if (!release) return;
    try {
      const { removedTiles, ...report } = await evictTiles(backend, maxBytes, signal);
      if (removedTiles > 0) log.info({ ...report, removedTiles }, 'Tiles:Evicted');
    } catch (error) {
      if (!signal.aborted) log.warn({ error: messageOf(error) }, 'Tiles:NotEvicted');
    } finally {
      await release();
    }
  };
  const keeping = (async () => {
    while (!signal.aborted) {
      await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await keepBelow();
    }
  })();
  return {
    stop() {
      stopping.abort();
      return keeping;
    },
  };
}
