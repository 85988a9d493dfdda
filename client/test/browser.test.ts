import { describe, expect, test } from 'vitest';
import { cannedCount, cannedProducts } from './canned-products.ts';
import { basePath } from './canned-stack.ts';
import { become } from './client-page.ts';
import { useCanned } from './use-canned.ts';
import { chromiumPath } from './open-browser.ts';
import { centreOf, colourAt, focusedName, hashParameter, mapProperty } from './read-page.ts';

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

  test('draws images, footprints and coastline', async () => {
    const page = await open();
    await become(() => tilesOf('ALPS').length).toBeGreaterThan(3);
    // Green inside a scene, sea in the Adriatic: read from the canvas as a person sees it.
    await become(() => colourAt(page, 12.5, 44.8)).toMatchObject({ sea: true });
    const [west, south, east, north] = cannedProducts[7]!.bbox;
    await become(() => colourAt(page, (west + east) / 2, (south + north) / 2)).toMatchObject({
      sea: false,
      land: false,
    });
  });

  test('pages through the search by its next links', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Show more (50 of 130)' }).click();
    await become(() => items().count()).toBe(100);
    await page.getByRole('button', { name: 'Show more (100 of 130)' }).click();
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

  test('highlights a product on the map from the list, and in the list from the map', async () => {
    let page = await open();
    const product = cannedProducts[2]!;
    await items().nth(2).hover();
    await become(() => mapProperty(page, 'hovered')).toBe(product.identifier);
    await page.close();
    page = await open(`#map=11/${centreOf(product.bbox)}`);
    const map = (await page.locator('pvs-map').boundingBox())!;
    await page.mouse.move(map.x + map.width / 2, map.y + map.height / 2);
    await become(() => page.locator('li[data-hovered]').count()).toBe(1);
    const identifier = await page.locator('li[data-hovered] .title').textContent();
    await page.mouse.click(map.x + map.width / 2, map.y + map.height / 2);
    await become(() => hashParameter(page, 'product')).toBeTruthy();
    expect(cannedProducts.map((each) => each.identifier)).toContain(identifier);
  });

  test('zooms to a product, keeps the list, and shows it alone', async () => {
    const page = await open();
    const { identifier } = cannedProducts[3]!;
    await items().nth(3).locator('.summary').click();
    await become(() => Number(hashParameter(page, 'map')?.split('/')[0])).toBeGreaterThan(9);
    expect(await heading()).toBe(`${cannedCount} products`);
    expect(await page.locator('.details dl').textContent()).toContain('Illumination elevation angle');
    await page.getByRole('button', { name: 'Show only this' }).click();
    await become(() => tilesOf(identifier).length).toBeGreaterThan(0);
    expect(await page.getByText(`Showing only ${identifier}`).count()).toBe(1);
    await page.getByRole('button', { name: 'Show all' }).click();
    await become(() => page.getByText('Showing only').count()).toBe(0);
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

  test('is used by keyboard alone', async () => {
    const page = await open();
    const seen = new Set<string>();
    for (let step = 0; step < 95 && !seen.has('End of the interval'); step += 1) {
      await page.keyboard.press('Tab');
      seen.add(await focusedName(page));
    }
    for (const name of [
      'Collection',
      'In map view',
      'Zoom in',
      'Layers',
      'Next product',
      'Begin of the interval',
    ]) {
      expect([...seen]).toContain(name);
    }
    await page.keyboard.press('ArrowLeft');
    await become(() => hashParameter(page, 'time')).toMatch(/^2018-05-31--2018-09-0\d$/);
  });

  test('offers the addresses for other programs', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Use elsewhere' }).click();
    const addresses = await page
      .locator('pvs-links-dialog input')
      .evaluateAll((fields) => fields.map((field) => (field as unknown as { value: string }).value));
    expect(addresses.slice(0, 3)).toEqual([
      `${given.client.origin}${basePath}/ows?service=WMS&request=GetCapabilities`,
      `${given.client.origin}${basePath}/cache/ows/wmts/1.0.0/WMTSCapabilities.xml`,
      `${given.client.origin}${basePath}/cache/tiles/ALPS/WebMercatorQuad/{z}/{x}/{y}.png`,
    ]);
    await page.keyboard.press('Escape');
    await page.goto(`${given.client.origin}${basePath}/user-guide`);
    await become(() => page.locator('code').allTextContents()).toContain(`gdalinfo "WMTS:${addresses[1]}"`);
  });

  test('fits a phone, list below, and the dark', async () => {
    const page = await open('', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
    const [map, list] = await Promise.all(
      ['pvs-map', 'pvs-product-list'].map((name) => page.locator(name).boundingBox()),
    );
    expect(list!.y).toBeGreaterThanOrEqual(map!.y + map!.height);
    expect([map!.width, list!.width]).toEqual([390, 390]);
    expect(list!.height).toBeGreaterThan(200);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(21, 27, 33)');
  });
});
