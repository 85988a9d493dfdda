import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { ClientPage } from './client-page.ts';
import { chromiumPath, openBrowser } from './open-browser.ts';
import { startDemo } from './start-demo.ts';
import type { RunningDemo } from './start-demo.ts';

/** Collection of the demo, and its scenes. */
export const demo = {
  collection: 'VHR_IMAGE_2018',
  count: 12,
  newest: 'DEMO_20180824T100623_6507_2',
  oldest: 'DEMO_20180421T110210_4711_1',
} as const;

export interface GivenDemo {
  readonly client: ClientPage;
}

const START_MS = 240_000;

/** One demo and one browser for all tests of a file. */
export function useDemo(): GivenDemo {
  // A browser among many other things on two cores takes its time.
  vi.setConfig({ testTimeout: 120_000 });
  let client: ClientPage;
  let running: RunningDemo;
  beforeAll(async () => {
    if (chromiumPath === undefined) return;
    running = await startDemo();
    client = new ClientPage(running.root, await openBrowser(chromiumPath));
  }, START_MS);
  afterAll(async () => {
    await client?.browser.close();
    await running?.stop();
  });
  afterEach(async (context) => {
    await client?.leave(context.task.meta.expectsComplaints ?? false);
  });
  return {
    get client() {
      return client;
    },
  };
}
