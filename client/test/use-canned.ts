import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { prepareClient } from '../../cli/src/bundle/prepare-client.ts';
import { basePath, createCannedStack } from './canned-stack.ts';
import type { CannedStack } from './canned-stack.ts';
import { ClientPage } from './client-page.ts';
import { chromiumPath, openBrowser } from './open-browser.ts';

/** The page before canned answers: for what the demo has not, such as failures and many products. */
export class CannedPage extends ClientPage {
  stack!: CannedStack;
  origin!: string;
}

/** Starts canned answers and a browser for the tests of a file; each may leave a page. */
export function useCanned(): { readonly client: CannedPage } {
  // A browser among many other things on two cores takes its time.
  vi.setConfig({ testTimeout: 120_000 });
  let client: CannedPage;
  beforeAll(async () => {
    if (chromiumPath === undefined) return;
    // With its lock: files of tests run side by side, and builds of the guide share a directory.
    await prepareClient((line) => process.stderr.write(`${line}\n`));
    const stack = await createCannedStack();
    const origin = await stack.app.listen({ host: '127.0.0.1', port: 0 });
    client = new CannedPage(`${origin}${basePath}/`, await openBrowser(chromiumPath));
    Object.assign(client, { stack, origin });
  });
  afterAll(async () => {
    await client?.browser.close();
    await client?.stack.app.close();
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
