import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

/** Where Debian and others install it. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of this machine's Chromium; undefined where there is none. */
export const chromiumPath = places.find((path) => existsSync(path));

if (chromiumPath === undefined) {
  // oxlint-disable-next-line no-console -- a skipped browser test must be seen
  console.warn('SKIPPED: the client’s browser tests need Chromium (Debian: apt-get install chromium)');
}

/** A Chromium that talks to nobody of its own accord. */
export function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Somebody has plugged a network in, or started containers: nothing that the page could have done. */
const machineChanged = 'net::ERR_NETWORK_CHANGED';

/** What a page has asked for and complained about. */
export interface PageWatch {
  readonly urls: URL[];
  readonly complaints: string[];
}

/** Records every request, console error or warning, exception and failed request of the page. */
export function watchPage(page: Page): PageWatch {
  const watch: PageWatch = { urls: [], complaints: [] };
  page.on('request', (request) => watch.urls.push(new URL(request.url())));
  page.on('pageerror', (error) => watch.complaints.push(String(error)));
  page.on('console', (message) => {
    // A hint on speed about how OpenLayers finds the footprint under the pointer.
    if (message.text().startsWith('Canvas2D: Multiple readback')) return;
    if (message.text().includes(machineChanged)) return;
    if (['error', 'warning'].includes(message.type())) watch.complaints.push(message.text());
  });
  page.on('requestfailed', (request) => {
    // What the page itself gives up because something newer was asked for.
    const reason = request.failure()?.errorText ?? '';
    if (reason !== 'net::ERR_ABORTED' && reason !== machineChanged)
      watch.complaints.push(`${reason} ${request.url()}`);
  });
  return watch;
}
