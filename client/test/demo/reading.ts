import { expect, test } from 'vitest';
import { guideParts } from '../../src/guide/guide-parts.ts';
import { become } from '../client-page.ts';
import type { GivenDemo } from '../use-demo.ts';
import { violations } from './quality.ts';

/** The user guide. */
export function reading(given: GivenDemo): void {
  test('the guide is one click away, with its pictures and the addresses of this server', async () => {
    const page = await given.client.open();
    await page.getByRole('link', { name: 'User guide' }).click();
    await page.getByRole('heading', { name: 'Find an image' }).waitFor();
    const pictures = page.locator('main img');
    const missing = () =>
      pictures.evaluateAll((all) =>
        (all as unknown as { naturalWidth: number; src: string }[])
          .filter(({ naturalWidth }) => naturalWidth <= 300)
          .map(({ src }) => src),
      );
    expect(await pictures.count()).toBeGreaterThan(3);
    await become(missing).toEqual([]);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'QGIS' }).first().click();
    await become(() => page.locator('main pre').allTextContents()).toContainEqual(
      expect.stringContaining(`${given.client.root}cache/ows/wmts/1.0.0/WMTSCapabilities.xml`),
    );
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Deploying' }).first().click();
    await page.getByRole('heading', { name: 'Deploying a stack' }).waitFor();
    await page.getByRole('link', { name: 'Back to the map' }).click();
    await page.locator('pvs-product-list h2').filter({ hasText: /\d/ }).waitFor();
  });

  test('all of it prints as one PDF', async () => {
    const page = await given.client.open();
    await page.goto(`${given.client.root}user-guide/print.html`);
    const chapters = await page.locator('main > section h1').allInnerTexts();
    expect(chapters.length).toBe(guideParts.flatMap(({ pages }) => pages).length);
    const pdf = await page.pdf({ format: 'A4', printBackground: true, outline: true, tagged: true });
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    const outline = [...pdf.toString('latin1').matchAll(/\/Title \(((?:\\.|[^)\\])*)\)/g)].map(
      ([, title]) => title,
    );
    expect(chapters.filter((title) => !outline.includes(title))).toEqual([]);
    expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(40);
  });
}
