import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { become } from '../client-page.ts';
import { centreColour, hashParameter, isGround, mapCentre } from '../read-page.ts';
import { readPicture } from '../../../cli/test/compare-pictures.ts';
import { expectPicture } from '../reference-picture.ts';
import { demo } from '../use-demo.ts';
import type { GivenDemo } from '../use-demo.ts';

/** What one sees, and does with the map. */
export function looking(given: GivenDemo): void {
  const alps = '#map=5.00/46.00000/10.00000';

  test('shows the scenes with their pictures, their footprints and a list', async () => {
    const page = await given.client.open();
    expect(await given.client.heading()).toBe(`${demo.count} products`);
    await become(() => given.client.tilesOf(demo.collection).length).toBeGreaterThan(3);
    await become(() => given.client.pictureWidth()).toBeGreaterThan(50);
    await become(async () => isGround(await centreColour(page))).toBe(false);
    await expectPicture(page, 'client');
  });

  test('fits a phone and the dark', async () => {
    const page = await given.client.open(alps, {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await become(() => given.client.pictureWidth()).toBeGreaterThan(50);
    await become(async () => isGround(await centreColour(page))).toBe(false);
    await expectPicture(page, 'client-phone');
    // With the bars of a browser, and held across: nothing of the map lies on what is below it.
    for (const [width, height] of [
      [390, 600],
      [844, 390],
    ] as const) {
      await page.setViewportSize({ width, height });
      const bottomOf = async (what: string) => {
        const { y = 0, height: own = Infinity } = (await page.locator(what).boundingBox()) ?? {};
        return y + own;
      };
      expect(await bottomOf('pvs-map-tools .buttons')).toBeLessThan(await bottomOf('pvs-map'));
    }
  });

  test('never shows bare ground in place of pictures while it is moved and zoomed', async () => {
    const page = await given.client.open(alps);
    await become(async () => isGround(await centreColour(page))).toBe(false);
    const { x, y } = await mapCentre(page);
    await page.mouse.move(x, y);
    for (const deltaY of [-120, -120, -120, 120, 120]) {
      await page.mouse.wheel(0, deltaY);
      for (let look = 0; look < 3; look += 1) expect(isGround(await centreColour(page))).toBe(false);
    }
    await page.mouse.down();
    for (const step of [1, 2, 3, 4]) {
      await page.mouse.move(x - 12 * step, y);
      expect(isGround(await centreColour(page))).toBe(false);
    }
    await page.mouse.up();
  });

  test('tells the values of pixels under the pointer', async () => {
    const page = await given.client.open(alps);
    await page.getByRole('button', { name: 'Values of pixels' }).click();
    const { x, y } = await mapCentre(page);
    await page.mouse.move(x + 3, y);
    const panel = page.locator('pvs-point-values');
    await become(() => panel.locator('dt').allTextContents()).toEqual(
      expect.arrayContaining(['red', 'green', 'blue']),
    );
    for (const text of await panel.locator('dd').allTextContents()) expect(Number(text)).toBeGreaterThan(0);
    await page.mouse.move(x - 400, y - 250);
    await panel.getByText('No product shows here.').waitFor();
    await panel.getByRole('button', { name: 'Close' }).click();
    expect(await panel.count()).toBe(0);
  });

  test('goes to a place by its coordinates, and says what it cannot read', async () => {
    const page = await given.client.open();
    await page.getByRole('button', { name: 'Go to a place' }).click();
    await page.keyboard.type('Vienna');
    await page.keyboard.press('Enter');
    await page.getByText('That is no place').waitFor();
    await page.getByLabel('Go to a place').last().fill('48°12′30″N 16°22′E');
    await page.keyboard.press('Enter');
    await become(() => hashParameter(page, 'map')).toMatch(/^9\.00\/48\.208\d+\/16\.366/);
  });

  test('orders and fades layers, and keeps that in the link', async () => {
    const page = await given.client.open();
    await page.getByRole('button', { name: 'Layers', exact: true }).click();
    await page.getByLabel('How many products lie over each other').check();
    await become(() => given.client.tilesOf(`${demo.collection}__heatmap`).length).toBeGreaterThan(0);
    await page.getByLabel('Opacity of How many').fill('0.4');
    await page.getByRole('button', { name: 'How many products lie over each other: one down' }).click();
    await become(() => hashParameter(page, 'layers')).toBe(
      `${demo.collection}__heatmap~40,${demo.collection}`,
    );
    await page.getByLabel('Images', { exact: true }).uncheck();
    await become(() => hashParameter(page, 'layers')).toBe(`${demo.collection}__heatmap~40`);
  });

  test('compares two times on both sides of a divider that keys move', async () => {
    const page = await given.client.open(
      '#map=5.00/46.00000/10.00000&layers=VHR_IMAGE_2018&time=2018-06-30--2018-06-30',
    );
    await page.getByRole('button', { name: 'Compare side by side' }).click();
    await page.getByLabel('Time of the right side').selectOption({ label: '24 Aug 2018' });
    await become(() => hashParameter(page, 'compare')).toBe(`0.50/2018-08-24--2018-08-24/${demo.collection}`);
    await become(
      () =>
        given.client.tilesOf(demo.collection).filter(({ search }) => search.includes('2018-08-24')).length,
    ).toBeGreaterThan(0);
    await page.getByRole('slider', { name: 'Divider' }).focus();
    for (const _ of Array.from({ length: 5 })) await page.keyboard.press('ArrowRight');
    await become(() => hashParameter(page, 'compare')).toMatch(/^0\.60/);
    await expectPicture(page, 'client-compare');
    await page.getByRole('button', { name: 'End the comparison' }).click();
    await become(() => hashParameter(page, 'compare')).toBeNull();
  });

  test('shows the Arctic from above, and finds what is seen there', async () => {
    const page = await given.client.open();
    await page.getByRole('button', { name: 'Layers', exact: true }).click();
    await page.getByLabel('Map projection').selectOption('Arctic');
    await become(() =>
      given.client.requested('cache/ows').some(({ search }) => search.includes('3413')),
    ).toBe(true);
    await become(() => hashParameter(page, 'view')).toBe('arctic');
    await become(() => given.client.heading()).toMatch(/^([1-9]|1[0-2]) products/);
    await page.getByLabel('Map projection').selectOption('Longitude and latitude (WGS 84)');
    await become(() =>
      given.client.requested('cache/ows').some(({ search }) => search.includes('4326')),
    ).toBe(true);
  });

  test('shows the Antarctic from above, with an arrow to the north', async () => {
    const page = await given.client.open('#view=antarctic&map=3.20/-72.00000/60.00000');
    await become(() =>
      given.client.requested('cache/ows').some(({ search }) => search.includes('3031')),
    ).toBe(true);
    await page.getByRole('img', { name: 'North is 60° clockwise from up' }).waitFor();
    await expectPicture(page, 'client-antarctic');
  });

  test('saves the map as a PNG with its caption', async () => {
    const page = await given.client.open(alps);
    await become(async () => isGround(await centreColour(page))).toBe(false);
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the map as a picture' }).click();
    const download = await saving;
    expect(download.suggestedFilename()).toMatch(/VHR-IMAGE-2018\.png$/);
    const file = await download.path();
    expect((await stat(file)).size).toBeGreaterThan(50_000);
    const map = (await page.locator('pvs-map').boundingBox())!;
    const { widthPx, heightPx, bands } = readPicture(file);
    expect([widthPx, heightPx]).toEqual([map.width, Math.round(map.height) + 56]);
    const centre = Math.round(map.height / 2) * widthPx + Math.round(map.width / 2);
    expect(isGround(bands.slice(0, 3).map((band) => band[centre]!))).toBe(false);
  });
}
