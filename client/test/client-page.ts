import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { watchPage } from './open-browser.ts';
import type { PageWatch } from './open-browser.ts';

/** The page in a browser, before some stack. */
export class ClientPage {
  /** Where the page is: the stack's address with its base path, and a slash. */
  readonly root: string;
  readonly browser: Browser;
  page!: Page;
  watch!: PageWatch;

  constructor(root: string, browser: Browser) {
    this.root = root;
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
    await this.page.goto(this.root + hash);
    await this.page.locator('pvs-product-list h2').filter({ hasText: /\d/ }).waitFor();
    return this.page;
  }

  /** Ends the page, which must have complained of nothing and talked to nobody else. */
  async leave(expectsComplaints: boolean): Promise<void> {
    const { watch, page, root } = this;
    const complaints = expectsComplaints ? [] : watch.complaints;
    // What the object store sends is saved and no part of the page.
    const own = watch.urls.filter(
      ({ protocol, searchParams }) => protocol !== 'blob:' && !searchParams.has('X-Amz-Signature'),
    );
    const hosts = new Set(own.map((url) => url.origin));
    await page.context().close();
    expect(complaints).toEqual([]);
    expect([...hosts]).toEqual([new URL(root).origin]);
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
    return this.watch.urls.filter((url) => url.href.startsWith(this.root + part));
  }

  /** Counts that the page has asked for. */
  counted(): URL[] {
    return this.requested('stac/').filter(({ pathname }) => pathname.endsWith('/aggregate'));
  }

  tilesOf(layer: string): URL[] {
    return this.requested(`cache/tiles/${layer}/WebMercatorQuad/`);
  }
}

/** Waits until it is so; says what it was instead. */
export const become = <T>(read: () => Promise<T> | T) => expect.poll(read, { timeout: 30_000 });

declare module 'vitest' {
  interface TaskMeta {
    /** Set by tests in which something must go wrong. */
    expectsComplaints?: boolean;
  }
}
