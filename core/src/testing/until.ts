import { setTimeout as sleep } from 'node:timers/promises';

const INTERVAL_MS = 25;
const DEADLINE_MS = 20_000;

/** Waits for what happens elsewhere; fails where it does not. */
export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (let waited = 0; waited < DEADLINE_MS; waited += INTERVAL_MS) {
    if (await condition()) return;
    await sleep(INTERVAL_MS);
  }
  throw new Error(`it did not happen within ${DEADLINE_MS} ms`);
}
