import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createApp } from '@pvs/core/http/create-app';
import { CACHE_SIZE_KEY } from '@pvs/core/observe/cache-size';
import { openStore } from '@pvs/core/storage/open-store';
import { addScene } from '@pvs/core/testing/add-scene';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { comparePictures, readPicture } from '../../cli/test/compare-pictures.ts';
import { violations } from '../../client/test/demo/quality.ts';
import { chromiumPath, openBrowser, watchPage } from '../../client/test/open-browser.ts';
import { ingestorContext, ingestorPlugin } from '../src/plugin.ts';
import { playScene, type Scene } from './ops-scene.ts';

const TOKEN = 'a-token-of-this-stack';
const YAML = `
stack: test
title: VHR Image 2018
collections: [{ id: VHR_IMAGE_2018 }, { id: DEM }]
cache: { maxBytes: 50000000000 }
`;
const PAGES = ['', '/failures', '/seed', '/deregister?identifier=SCENE_1', '/cache', '/health', '/audit'];
/** Grey levels of the mean difference: other fonts and times pass, a missing card does not. */
const TOLERANCE = 6;
// A browser among many other things on two cores takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });
const pictures = join(import.meta.dirname, '../../docs/images');
let stack: TestStack;
let app: FastifyInstance;
let browser: Browser;
let scene: Scene;
let root: string;

describe.skipIf(chromiumPath === undefined)('the operator’s pages in a browser', () => {
  beforeAll(async () => {
    [stack, browser] = await Promise.all([
      startTestStack(YAML, { PVS_TOKEN: TOKEN }),
      openBrowser(chromiumPath!),
    ]);
    app = createApp(stack.log, []);
    const store = openStore('file:///data/storage');
    await app.register(ingestorPlugin, ingestorContext({ ...stack, store }));
    root = `${await app.listen({ host: '127.0.0.1', port: 0 })}/ops`;
    await addScene(stack, {
      ...{ identifier: 'SCENE_1', collection: 'VHR_IMAGE_2018', time: '2018-06-01', color: [1, 2, 3] },
      box: { crs: 'EPSG:4326', minX: 10, minY: 46, maxX: 10.4, maxY: 46.3 },
    });
  });
  beforeEach(async () => {
    await scene?.leave();
    await stack.redis.flushall();
    scene = await playScene(stack.redis, stack.log);
    const zooms = [9, 10, 11, 12].map((zoom) => ({
      ...{ collection: 'VHR_IMAGE_2018', tileMatrixSet: 'WebMercatorQuad', zoom },
      ...{ tiles: 4 ** (zoom - 5), sizeBytes: 4 ** (zoom - 5) * 31_000 },
    }));
    const size = { at: new Date().toISOString(), seconds: 1, tiles: 21_760, sizeBytes: 674_560_000, zooms };
    await stack.redis.set(CACHE_SIZE_KEY, JSON.stringify(size));
  });
  afterAll(async () => {
    await scene?.leave();
    await browser?.close();
    await app?.close();
    await stack?.stop();
  });

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage({
      ...{ viewport: { width: 1280, height: 800 }, httpCredentials: { username: 'me', password: TOKEN } },
      ...options,
    });
    page.setDefaultTimeout(60_000);
    await page.goto(root + path);
    return page;
  }

  test('a failure is found, understood and tried again in three clicks', async () => {
    const page = await open('');
    await page.getByRole('link', { name: '1 × MetadataMissing' }).click();
    await page.getByText('no metadata in a known format: looked at README.txt').waitFor();
    await page.getByText('Message in preprocess_queue').click();
    await page.locator('pre', { hasText: 'SP06_20180614T103355_PAN.zip' }).waitFor();
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('status').filter({ hasText: '1 back in the queue.' }).waitFor();
    expect(await page.getByText('MetadataMissing').count()).toBe(0);
    expect(await stack.redis.lindex('preprocess_queue', 0)).toBe(
      'VHR_IMAGE_2018/SP06_20180614T103355_PAN.zip',
    );
    await page.context().close();
  });

  test.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('%s and %i px wide: axe finds nothing, nothing is cut off', async (colorScheme, width) => {
    const page = await open('', { colorScheme, viewport: { width, height: 844 } });
    for (const path of PAGES) {
      await page.goto(root + path);
      expect([path, await violations(page)]).toEqual([path, []]);
      const sizes = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]');
      expect([path, sizes]).toEqual([path, [width, width]]);
    }
    await page.context().close();
  });

  test('the queues keep themselves up to date without being loaded again', async () => {
    const page = await open('');
    const { complaints, urls } = watchPage(page);
    await page.evaluate('void (document.querySelector("h1").isSame = true)');
    await stack.redis.hset(
      ...(['preprocess_progress', 'VHR_IMAGE_2018/IMG_PHR1A_20180701T1014_PMS.tar'] as const),
      JSON.stringify({ step: 'validate-cogs', percent: 93, since: '' }),
    );
    await page.getByText('preprocess, validate-cogs, 93 %').waitFor();
    await stack.redis.sadd('register-failure_set', 'a', 'b');
    await page.getByRole('link', { name: '2 × Unknown' }).waitFor();
    expect(await page.evaluate('document.querySelector("h1").isSame')).toBe(true);
    expect([complaints, urls.filter((url) => url.pathname !== '/ops')]).toEqual([[], []]);
    await page.context().close();
  });

  test('a browser without script asks again by itself', async () => {
    const page = await open('', { javaScriptEnabled: false });
    const refresh = page.locator('noscript meta[http-equiv="refresh"]');
    expect(await refresh.getAttribute('content')).toBe('10');
    await page.getByRole('link', { name: '1 × MetadataMissing' }).click();
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('1 back in the queue.').waitFor();
    await page.context().close();
  });

  test('what is wrong with a form is said beside the field', async () => {
    const page = await open('/seed');
    await page.getByLabel('Time of the products').fill('2018-06');
    await page.getByLabel('Place').fill('5,6,4,7');
    await page.getByRole('button', { name: 'Seed' }).click();
    const place = page.getByLabel('Place');
    expect(await place.getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('#bbox-wrong').innerText()).toContain("'5,6,4,7' is empty: expected west");
    await place.fill('4, 46, 12, 48');
    await page.getByRole('button', { name: 'Seed' }).click();
    await page.getByRole('status').filter({ hasText: 'Asked for' }).waitFor();
    expect(await stack.redis.lrange('seed_queue', 0, -1)).toEqual([
      '{"interval":"2018-06","bbox":[4,46,12,48]}',
    ]);
    await page.context().close();
  });

  test('a product is named before it is deregistered', async () => {
    const page = await open('/deregister');
    await page.getByLabel('Identifier').fill('SCENE_1');
    await page.getByRole('button', { name: 'Look it up' }).click();
    await page.getByRole('button', { name: 'Deregister SCENE_1' }).click();
    await page.getByText('SCENE_1 is on its way out of the catalogue.').waitFor();
    expect(await stack.redis.lrange('deregister_queue', 0, -1)).toEqual(['SCENE_1']);
    await page.context().close();
  });

  test.each([
    ['ops', '', { colorScheme: 'light' }],
    ['ops-failures', '/failures', { colorScheme: 'light' }],
    ['ops-health', '/health', { colorScheme: 'dark' }],
    ['ops-phone', '', { colorScheme: 'dark', viewport: { width: 390, height: 844 } }],
  ] as const)('looks as docs/images/%s.png shows', async (name, path, options) => {
    const page = await open(path, options);
    const file = join(pictures, `${name}.png`);
    const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' });
    await page.context().close();
    if (process.env['PVS_TEST_PICTURES'] === 'write') return writeFile(file, picture);
    expect(existsSync(file), `${file} is missing: make it with PVS_TEST_PICTURES=write`).toBe(true);
    const { meanLevels } = comparePictures(readPicture(picture), readPicture(await readFile(file)));
    expect(meanLevels, `${name} looks different`).toBeLessThan(TOLERANCE);
  });
});
