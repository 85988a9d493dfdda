import { expect, test } from 'vitest';
import { become } from '../client-page.ts';
import { hashParameter, mapProperty } from '../read-page.ts';
import { demo } from '../use-demo.ts';
import type { GivenDemo } from '../use-demo.ts';

/** Searching, and what becomes of it. */
export function finding(given: GivenDemo): void {
  test('searches by any attribute that the catalogue announces, in list, counts and link', async () => {
    const page = await given.client.open('#area=everywhere');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByLabel('Add a condition').selectOption('Orbit number');
    await page.getByLabel('Comparison').selectOption('at least');
    await page.getByLabel('Value', { exact: true }).fill('5716');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await become(() => given.client.heading()).toBe('7 products');
    expect(hashParameter(page, 'where')).toBe('orbitNumber>=5716');
    await become(() => given.client.counted().at(-1)?.searchParams.get('filter')).toBe(
      '"sat:absolute_orbit" >= 5716',
    );
    await page.getByLabel('Order').selectOption('Orbit number, least first');
    await become(() => given.client.items().first().locator('.title').innerText()).toMatch(/_5716_\d$/);
    await page.getByRole('button', { name: 'Remove: Orbit number at least 5716' }).click();
    await become(() => given.client.heading()).toBe(`${demo.count} products`);
  });

  test('a link with conditions finds the same', async () => {
    await given.client.open('#area=everywhere&where=orbitNumber%3C%3D4711&order=oldest');
    expect(await given.client.heading()).toBe('3 products');
    expect(await given.client.items().first().locator('.title').innerText()).toBe(demo.oldest);
  });

  test('highlights both ways, zooms to a product and shows it alone', async () => {
    const page = await given.client.open();
    await given.client.items().nth(0).hover();
    await become(() => mapProperty(page, 'hovered')).toBe(demo.newest);
    await given.client.items().nth(0).locator('.summary').click();
    await become(() => hashParameter(page, 'product')).toBe(demo.newest);
    await page.getByRole('button', { name: 'Show only this' }).click();
    await become(() => given.client.tilesOf(demo.newest).length).toBeGreaterThan(0);
  });

  test('says that the network is gone, and goes on when it is back', async ({ task }) => {
    task.meta.expectsComplaints = true;
    const page = await given.client.open();
    await page.context().setOffline(true);
    await page.getByText('There is no network connection.').waitFor();
    await page.getByLabel('In map view').click();
    await page.getByText('The server cannot be reached.').waitFor();
    await page.context().setOffline(false);
    await become(() => page.getByText('The server cannot be reached.').count()).toBe(0);
    expect(await page.getByText('There is no network connection.').count()).toBe(0);
  });

  test('the search can be copied for OpenSearch, STAC and WMS, which find as many', async () => {
    const page = await given.client.open(
      '#area=everywhere&where=orbitNumber%3E%3D5716&time=2018-06-01--2018-07-31',
    );
    expect(await given.client.heading()).toBe('5 products');
    await page.getByRole('button', { name: 'Use elsewhere' }).click();
    const link = (name: string) =>
      page.locator('pvs-links-dialog').getByLabel(name, { exact: true }).inputValue();
    const json = async (url: string) =>
      (await (await page.request.get(url)).json()) as { features: unknown[] };
    expect((await json(await link('OpenSearch (GeoJSON)'))).features.length).toBe(5);
    expect((await json(await link('STAC'))).features.length).toBe(5);
    const capabilities = await (await page.request.get(await link('WMS of these products'))).text();
    expect(capabilities.match(/<Name>DEMO_\w+<\/Name>/g)?.length).toBe(5);
  });
}
