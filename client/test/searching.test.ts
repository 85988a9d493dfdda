import { describe, expect, test } from 'vitest';
import { cannedCount, cannedProducts } from './canned-products.ts';
import { become } from './client-page.ts';
import { useCanned } from './use-canned.ts';
import { chromiumPath } from './open-browser.ts';
import { hashParameter } from './read-page.ts';

const given = useCanned();
const heading = () => given.client.heading();
const lastSearch = () =>
  given.client.requested('opensearch/').findLast((url) => !url.search.includes('count=200'))!;
const oldestFirst = cannedProducts.toReversed();
const counted = (fits: (product: (typeof cannedProducts)[number]) => boolean) =>
  `${cannedProducts.filter(fits).length} products`;

describe.skipIf(chromiumPath === undefined)('searching in a browser', () => {
  test('counts come from the catalogue, in steps that fit the bars', async () => {
    const page = await given.client.open();
    const bars = page.locator('pvs-histogram .bar.strong');
    await become(() => bars.count()).toBeGreaterThan(20);
    const [asked] = given.client.counted().slice(-1);
    expect(asked!.searchParams.get('datetime_frequency_interval')).toBe('day');
    const titles = await page.locator('pvs-histogram g > title').allTextContents();
    const numbers = titles.map((title) => Number(/: (\d+) product/.exec(title)?.[1]));
    expect(numbers.reduce((sum, count) => sum + count, 0)).toBe(cannedCount);
  });

  test('lists the pictures that products have of themselves among the layers', async () => {
    const page = await given.client.open();
    await page.getByRole('button', { name: 'Layers', exact: true }).click();
    await page.getByLabel('True colour').check();
    await become(() => given.client.tilesOf('ALPS__true-color').length).toBeGreaterThan(0);
    expect(hashParameter(page, 'layers')).toBe('ALPS,ALPS__true-color');
  });

  test('looks closer into the time by the wheel, and asks for hours then', async () => {
    const page = await given.client.open();
    const box = (await page.locator('pvs-histogram svg').boundingBox())!;
    await page.mouse.move(box.x + 100, box.y + 20);
    for (let turn = 0; turn < 8; turn += 1) await page.mouse.wheel(0, -300);
    await become(() =>
      given.client.requested('stac/').some((url) => url.search.includes('interval=hour')),
    ).toBe(true);
  });

  test('narrows down by clouds and satellite, in list, counts and link', async () => {
    const page = await given.client.open('#area=everywhere');
    await page.getByRole('button', { name: 'Filter' }).click();
    const clouds = page.getByRole('slider', { name: 'Cloud cover up to' });
    await clouds.fill('10');
    await become(heading).toBe(counted(({ cloudCover }) => cloudCover <= 10));
    await page.getByLabel('Satellite').selectOption('PHR1A');
    await become(heading).toBe(
      counted(({ cloudCover, platform }) => cloudCover <= 10 && platform === 'PHR1A'),
    );
    expect([hashParameter(page, 'clouds'), hashParameter(page, 'platform')]).toEqual(['10', 'PHR1A']);
    expect(lastSearch().searchParams.get('cloudCover')).toBe('10]');
    const asked = given.client.counted().at(-1)!;
    expect(asked.searchParams.get('filter')).toBe(`"eo:cloud_cover" <= 10 AND platform = 'PHR1A'`);
    await page.getByLabel('Order').selectOption('clearest');
    await become(() => lastSearch().searchParams.get('sortKeys')).toBe('cloudCover,,1 beginTime,,0');
    expect(hashParameter(page, 'order')).toBe('clearest');
  });

  test('searches in a box that is drawn, until it is removed', async () => {
    const page = await given.client.open();
    await page.getByRole('button', { name: 'Draw a box to search in' }).click();
    await page.getByText('Click one corner').waitFor();
    const map = (await page.locator('pvs-map').boundingBox())!;
    const [x, y] = [map.x + map.width / 2, map.y + map.height / 2];
    await page.mouse.click(x - 120, y - 80);
    await page.mouse.move(x, y, { steps: 3 });
    await page.mouse.click(x + 60, y + 40);
    await become(() => hashParameter(page, 'drawn')).toMatch(/^[\d.]+,[\d.]+,[\d.]+,[\d.]+$/);
    const drawn = hashParameter(page, 'drawn');
    await become(() => lastSearch().searchParams.get('bbox')).toBe(drawn);
    expect(hashParameter(page, 'product')).toBeNull();
    await page.getByRole('button', { name: 'Remove the drawn area' }).click();
    await become(() => hashParameter(page, 'drawn')).toBeNull();
    await become(heading).toBe(`${cannedCount} products`);
  });

  test('searches in a polygon of a link', async () => {
    await given.client.open('#drawn=10+46,12+46,11+47');
    expect(lastSearch().searchParams.get('geom')).toBe('POLYGON((10 46,12 46,11 47,10 46))');
    await become(() => given.client.counted().at(-1)?.searchParams.get('intersects')).toContain('"Polygon"');
  });

  test('goes to the latest product, and plays from product to product', async () => {
    const page = await given.client.open();
    await page.getByRole('button', { name: 'Latest product' }).click();
    await become(() => hashParameter(page, 'product')).toBe(cannedProducts[0]!.identifier);
    await page.getByRole('button', { name: 'All times' }).click();
    await page.locator('li[data-selected] .summary').click();
    await page.getByRole('button', { name: 'Play' }).click();
    for (const { identifier } of oldestFirst.slice(0, 2)) {
      await become(() => hashParameter(page, 'product')).toBe(identifier);
    }
    await page.getByRole('button', { name: 'Pause' }).click();
    await become(() => page.getByRole('button', { name: 'Play' }).count()).toBe(1);
  });

  test('lists products with pictures, and offers files with their size', async () => {
    const page = await given.client.open();
    await become(() => given.client.pictureWidth()).toBe(256);
    await given.client.items().nth(3).locator('.summary').click();
    const link = page.locator('.details a[download]');
    await become(() => link.textContent()).toBe('a.tif');
    expect(await page.locator('.details .size').textContent()).toBe('12.3 MB');
  });
});
