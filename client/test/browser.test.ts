import { describe, expect, test } from 'vitest';
import { cannedCount, cannedProducts } from './canned-products.ts';
import { basePath } from './canned-stack.ts';
import { become } from './client-page.ts';
import { useCanned } from './use-canned.ts';
import { chromiumPath } from './open-browser.ts';
import { hashParameter } from './read-page.ts';

const given = useCanned();
const open = (...options: Parameters<typeof given.client.open>) => given.client.open(...options);
const heading = () => given.client.heading();
const items = () => given.client.items();
const requested = (part: string) => given.client.requested(part);
const tilesOf = (layer: string) => given.client.tilesOf(layer);

describe.skipIf(chromiumPath === undefined)('the page in a browser', () => {
  test('shows the products of the view and their tiles, and all of it below its base path', async () => {
    await open();
    expect(await heading()).toBe(`${cannedCount} products`);
    expect(await items().count()).toBe(50);
    const { identifier, platform, cloudCover } = cannedProducts[0]!;
    const first = (await items().first().textContent()) ?? '';
    for (const text of [identifier, '2 Sept 2018', platform, `${cloudCover} % cloud`])
      expect(first).toContain(text);
    await become(() => tilesOf('ALPS').length).toBeGreaterThan(3);
    expect(
      tilesOf('ALPS').every((url) => url.search === '' && /\/\d+\/\d+\/\d+\.png$/.test(url.pathname)),
    ).toBe(true);
    expect(given.client.watch.urls.every((url) => url.pathname.startsWith(basePath))).toBe(true);
    expect(requested('assets/land-50m').length).toBe(1);
  });

  test('pages through the search by its next links as one scrolls', async () => {
    const page = await open();
    expect(await page.getByRole('button', { name: 'Show more (50 of 130)' }).count()).toBe(1);
    await items().last().scrollIntoViewIfNeeded();
    await become(() => items().count()).toBe(100);
    await items().last().scrollIntoViewIfNeeded();
    await become(() => items().count()).toBe(cannedCount);
    expect(await page.getByRole('button', { name: /Show more/ }).count()).toBe(0);
  });

  test('asks searches and tiles for the time that is chosen on the histogram', async () => {
    const page = await open();
    const bars = (await page.locator('pvs-histogram svg').boundingBox())!;
    await page.mouse.move(bars.x + 60, bars.y + 20);
    await page.mouse.down();
    await page.mouse.move(bars.x + 200, bars.y + 20, { steps: 4 });
    await page.mouse.up();
    await become(() => hashParameter(page, 'time')).toMatch(/^2018-06-\d\d--2018-06-\d\d$/);
    const time = hashParameter(page, 'time')!;
    const [start, end] = time.split('--');
    const chosen = cannedProducts.filter(
      ({ beginTime }) => beginTime.slice(0, 10) >= start! && beginTime.slice(0, 10) <= end!,
    );
    await become(heading).toBe(`${chosen.length} products`);
    await become(
      () => tilesOf('ALPS').filter((url) => url.searchParams.get('time') === time).length,
    ).toBeGreaterThan(3);
    const search = requested('opensearch/').findLast((url) => url.searchParams.has('start'))!;
    expect(search.searchParams.get('start')).toBe(`${start}T00:00:00Z`);
    expect(search.searchParams.get('end')).toBe(`${end}T23:59:59.999Z`);
    await page.getByRole('button', { name: 'All times' }).click();
    await become(heading).toBe(`${cannedCount} products`);
    expect(hashParameter(page, 'time')).toBeNull();
  });

  test('keeps the size of the map, in which it searches, in however many words a time is said', async () => {
    const page = await open();
    const height = async () => (await page.locator('pvs-map').boundingBox())!.height;
    const before = await height();
    await page.evaluate("location.hash = 'time=2018-03-20T10:00:00Z--2018-09-28T20:00:00Z'");
    await become(() => page.locator('pvs-time-bar h2').innerText()).toMatch(
      /20 Mar 2018, 10:00 – 28 Sept? 2018, 20:00/,
    );
    expect(await height()).toBe(before);
  });

  test('steps from product to product in order of time', async () => {
    const page = await open();
    await become(() => page.getByRole('button', { name: 'Next product' }).isEnabled()).toBe(true);
    const oldestFirst = cannedProducts.toReversed();
    for (const product of oldestFirst.slice(0, 2)) {
      await page.getByRole('button', { name: 'Next product' }).click();
      await become(() => hashParameter(page, 'product')).toBe(product.identifier);
    }
    await page.getByRole('button', { name: 'Previous product' }).click();
    await become(() => hashParameter(page, 'product')).toBe(oldestFirst[0]!.identifier);
    await become(() => page.locator('pvs-product-list li[data-selected]').textContent()).toContain(
      oldestFirst[0]!.identifier,
    );
  });

  test('opens the view that a link holds', async () => {
    const { identifier } = cannedProducts[100]!;
    const page = await open(
      `#map=9.00/47.00000/9.00000&time=2018-06-01--2018-06-30&product=${identifier}&layers=ALPS__ndvi`,
    );
    await become(
      () => tilesOf('ALPS__ndvi').filter((url) => url.searchParams.has('time')).length,
    ).toBeGreaterThan(0);
    expect(tilesOf('ALPS')).toEqual([]);
    await become(() => page.locator('li[data-selected] .title').textContent()).toBe(identifier);
    expect(hashParameter(page, 'map')).toBe('9.00/47.00000/9.00000');
  });

  test('follows the map and says what to do where there is nothing', async () => {
    const page = await open('#map=8/10/10');
    expect(await heading()).toBe('0 products');
    await page.getByRole('button', { name: 'Search everywhere' }).click();
    await become(heading).toBe(`${cannedCount} products`);
    await page.getByLabel('In map view').click();
    await become(heading).toBe('0 products');
    await page.getByRole('button', { name: 'Zoom to all products' }).last().click();
    await become(heading).toBe(`${cannedCount} products`);
    await page.getByLabel('Collection').selectOption('EMPTY');
    await become(() => page.locator('pvs-product-list .message').innerText()).toContain(
      'This collection has no products yet.',
    );
    await become(() => tilesOf('EMPTY').length).toBeGreaterThan(0);
  });

  test('says why a search failed and tries again', async ({ task }) => {
    task.meta.expectsComplaints = true;
    const page = await open();
    given.client.stack.failSearches = 503;
    await page.getByLabel('In map view').click();
    await become(() => page.getByRole('alert').textContent()).toContain(
      'The server answered 503: the catalogue is away',
    );
    expect(await items().count()).toBe(50);
    const asked = requested('opensearch/').length;
    for (const index of [0, 1, 2]) await items().nth(index).hover();
    expect(requested('opensearch/').length).toBe(asked);
    given.client.stack.failSearches = undefined;
    await page.getByRole('button', { name: 'Try again' }).click();
    await become(() => page.getByRole('alert').count()).toBe(0);
  });

  test('says that images are missing and loads them again', async ({ task }) => {
    task.meta.expectsComplaints = true;
    given.client.stack.failTiles = 503;
    const page = await open();
    await page.getByText('Some parts of the map could not be loaded.').waitFor();
    given.client.stack.failTiles = undefined;
    const asked = tilesOf('ALPS').length;
    await page.getByRole('button', { name: 'Try again' }).click();
    await become(() => tilesOf('ALPS').length).toBeGreaterThan(asked);
    await become(() => page.getByText('could not be loaded').count()).toBe(0);
  });
});
