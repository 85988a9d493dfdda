import { setTimeout as sleep } from 'node:timers/promises';

/** When the next may go, ms; and how long one that comes now has to wait for its turn. */
export interface Turn {
  readonly nextMs: number;
  readonly waitMs: number;
}

/** The turn of `count` that come at `nowMs`, where one may go every `gapMs`. */
export function takeTurn(nextMs: number, nowMs: number, count: number, gapMs: number): Turn {
  return { nextMs: Math.max(nowMs, nextMs) + count * gapMs, waitMs: Math.max(0, nextMs - nowMs) };
}

/** Lets through so many a second, evenly; all at once where there is no limit. */
export function createPace(perSecond: number | undefined) {
  if (perSecond === undefined) return async () => undefined;
  let next = performance.now();
  return async (count: number, signal: AbortSignal): Promise<void> => {
    const { nextMs, waitMs } = takeTurn(next, performance.now(), count, 1000 / perSecond);
    next = nextMs;
    if (waitMs > 0) await sleep(waitMs, undefined, { signal });
  };
}
