import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@pvs/core/errors';
import { CACHE_SIZE_KEY, type CacheSize } from '@pvs/core/observe/cache-size';
import { evictTiles } from './backends/evict-tiles.ts';
import { measureTiles } from './backends/measure-tiles.ts';
import type { CacheContext } from './cache-context.ts';
import { createDrawLeases } from './tiles/draw-lease.ts';

/** What is begun with is known soon. */
const FIRST_MS = 3000;
/** The limit may be passed by what is drawn in this time. */
const EVERY_MS = 600_000;
/** Listing takes a twentieth of the time at most. */
const PAUSE_SHARE = 20;
/** One process at a time lists and removes; its lease ends a while after it dies. */
const LEASE_MS = 30_000;

type KeptCache = Pick<CacheContext, 'backend' | 'stack' | 'redis' | 'log'>;

export interface Janitor {
  stop(): Promise<void>;
}

/**
 * Counts the tiles for the operator (`CACHE_SIZE_KEY`) and keeps them below the stack's `cache.maxBytes`, beside
 * serving them, at one process at a time.
 */
export function startJanitor(context: KeptCache): Janitor {
  const { redis, log } = context;
  const leases = createDrawLeases(redis, log, LEASE_MS);
  const stopping = new AbortController();
  const { signal } = stopping;
  const round = async () => {
    const release = await leases.take('eviction');
    if (!release) return;
    try {
      await lookAfter(context, signal);
    } catch (error) {
      if (!signal.aborted) log.warn({ error: messageOf(error) }, 'Tiles:NotLookedAfter');
    } finally {
      await release();
    }
  };
  const keeping = (async () => {
    for (let pauseMs = FIRST_MS; !signal.aborted;) {
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      const began = performance.now();
      if (!signal.aborted) await round();
      pauseMs = Math.max(EVERY_MS, (performance.now() - began) * PAUSE_SHARE);
    }
  })();
  return {
    stop() {
      stopping.abort();
      return keeping;
    },
  };
}

async function lookAfter({ backend, stack, redis, log }: KeptCache, signal: AbortSignal): Promise<void> {
  if (await isCounted(redis)) return;
  const size = await measureTiles(backend, signal);
  await redis.set(CACHE_SIZE_KEY, JSON.stringify(size));
  const { maxBytes } = stack.cache;
  if (maxBytes === undefined || size.sizeBytes <= maxBytes) return;
  const { removedTiles, ...report } = await evictTiles(backend, maxBytes, signal);
  if (removedTiles > 0) log.info({ ...report, removedTiles }, 'Tiles:Evicted');
}

/** Whether another process did it a short while ago; all of a bundle start at once. */
async function isCounted(redis: CacheContext['redis']): Promise<boolean> {
  const json = await redis.get(CACHE_SIZE_KEY);
  return json !== null && Date.now() - Date.parse((JSON.parse(json) as CacheSize).at) < EVERY_MS / 2;
}
