import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 2000;
/** Looking takes a tenth of the time at most, however much there is to look at. */
const PAUSE_SHARE = 10;

/** Pages as they change, until the signal. */
export async function* livePages(page: () => Promise<string>, signal: AbortSignal): AsyncGenerator<string> {
  for (let before = ''; !signal.aborted;) {
    const began = performance.now();
    const now = await page();
    if (now !== before) yield now;
    before = now;
    const pauseMs = Math.max(EVERY_MS, (performance.now() - began) * PAUSE_SHARE);
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}
