import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { buildClient, isClientBuilt } from '../src/build.ts';
import { basePath, createCannedStack } from './canned-stack.ts';
import type { CannedStack } from './canned-stack.ts';
import { chromiumPath, openBrowser, watchPage } from './open-browser.ts';
import type { PageWatch } from './open-browser.ts';

if (chromiumPath === undefined) {
  // oxlint-disable-next-line no-console -- a skipped browser test must be seen
  console.warn('SKIPPED: the client’s browser tests need Chromium (Debian: apt-get install chromium)');
}

/** The page in a browser, before a canned stack. */
export class ClientPage {
  readonly stack: CannedStack;
  readonly origin: string;
  readonly browser: Browser;
  page!: Page;
  watch!: PageWatch;

  constructor(stack: CannedStack, origin: string, browser: Browser) {
    this.stack = stack;
    this.origin = origin;
    this.browser = browser;
  }

  /** Opens the page at a link and waits for its first products. */
  async open(hash = '', options: BrowserContextOptions = {}): Promise<Page> {
    this.page = await this.browser.newPage({
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
      ...options,
    });
    this.watch = watchPage(this.page);
    await this.page.goto(`${this.origin}${basePath}/${hash}`);
    await this.page.locator('pvs-product-list h2').filter({ hasText: /\d/ }).waitFor();
    return this.page;
  }

  heading(): Promise<string> {
    return this.page.locator('pvs-product-list h2').innerText();
  }

  items() {
    return this.page.locator('pvs-product-list ol > li');
  }

  /** Of the first card's picture, in its own pixels; 0 until it is there. */
  pictureWidth(): Promise<number> {
    return this.page
      .locator('.summary img')
      .first()
      .evaluate((picture) => (picture as unknown as { naturalWidth: number }).naturalWidth);
  }

  /** What the page has asked for below its base path. */
  requested(part: string): URL[] {
    return this.watch.urls.filter((url) => url.pathname.startsWith(`${basePath}/${part}`));
  }

  tilesOf(layer: string): URL[] {
    return this.requested(`cache/tiles/${layer}/WebMercatorQuad/`);
  }
}

/** Starts stack and browser for the tests of a file; each may leave a page, which must not have complained. */
export function useClientPage(): { readonly client: ClientPage } {
  let client: ClientPage;
  beforeAll(async () => {
    if (chromiumPath === undefined) return;
    if (!(await isClientBuilt())) await buildClient();
    const stack = await createCannedStack();
    const origin = await stack.app.listen({ host: '127.0.0.1', port: 0 });
    client = new ClientPage(stack, origin, await openBrowser(chromiumPath));
  });
  afterAll(async () => {
    await client?.browser.close();
    await client?.stack.app.close();
  });
  afterEach(async (context) => {
    if (!client) return;
    const { watch, page, origin } = client;
    const complaints = context.task.meta.expectsComplaints ? [] : watch.complaints;
    const hosts = new Set(watch.urls.filter((url) => url.protocol !== 'blob:').map((url) => url.origin));
    await page.close();
    expect(complaints).toEqual([]);
    expect([...hosts]).toEqual([origin]);
  });
  return {
    get client() {
      return client;
    },
  };
}

/** Waits until it is so; says what it was instead. */
export const become = <T>(read: () => Promise<T> | T) => expect.poll(read, { timeout: 30_000 });

declare module 'vitest' {
  interface TaskMeta {
    /** Set by tests in which something must go wrong. */
    expectsComplaints?: boolean;
  }
}
