import type { Browser } from 'playwright-core';
import { chromiumPath, openBrowser } from '../../../client/test/open-browser.ts';

const RUNS = 9;

/** `npm run bench -- client http://127.0.0.1:8080/`: how long the page of a running demo takes from nothing to its first map. */
export async function clientBench([root = 'http://127.0.0.1:8080/']: readonly string[]): Promise<void> {
  if (chromiumPath === undefined) throw new Error('this needs Chromium (Debian: apt-get install chromium)');
  const browser = await openBrowser(chromiumPath);
  const runs: FirstMap[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await measure(browser, root));
  await browser.close();
  const median = (of: (run: FirstMap) => number) => {
    const sorted = runs.map(of).sort((a, b) => a - b);
    return (sorted[Math.floor(RUNS / 2)] ?? 0).toFixed(0);
  };
  console.log(`first map: ${median(({ mapMs }) => mapMs)} ms, list: ${median(({ listMs }) => listMs)} ms`);
  console.log(
    `before it: ${median(({ bytes }) => bytes / 1000)} kB (medians of ${RUNS}, nothing kept between them)`,
  );
}

interface FirstMap {
  /** From the click on a link until the map has drawn everything that it asked for. */
  readonly mapMs: number;
  readonly listMs: number;
  /** Of the page itself, compressed. */
  readonly bytes: number;
}

async function measure(browser: Browser, root: string): Promise<FirstMap> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  // Told by the page's own elements, so that nothing polls while it works.
  await page.addInitScript(`
    globalThis.firstMap = new Promise((resolve) => {
      const seen = {};
      const look = () => {
        const viewer = document.querySelector('pvs-app')?.renderRoot?.querySelector('pvs-viewer')?.renderRoot;
        const [map, list] = [viewer?.querySelector('pvs-map'), viewer?.querySelector('pvs-product-list')];
        if (list?.search?.products.length) seen.listMs ??= performance.now();
        if (map?.busy) seen.began = true;
        if (seen.began && map && !map.busy) seen.mapMs ??= performance.now();
        if (seen.listMs && seen.mapMs) resolve(seen); else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });`);
  await page.goto(root, { waitUntil: 'commit' });
  const seen = (await page.evaluate('globalThis.firstMap')) as { mapMs: number; listMs: number };
  const bytes = (await page.evaluate(
    `performance.getEntriesByType('resource').filter(({ name }) => /\\/assets\\//.test(name)).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
  )) as number;
  await context.close();
  return { ...seen, bytes };
}
