import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { become } from '../client-page.ts';
import { focusedName, hashParameter } from '../read-page.ts';
import { expectPicture } from '../reference-picture.ts';
import { demo } from '../use-demo.ts';
import type { GivenDemo } from '../use-demo.ts';

const gdalinfo = async (file: string) =>
  JSON.parse((await promisify(execFile)('gdalinfo', ['-json', file])).stdout) as {
    size: number[];
    bands: unknown[];
    driverShortName: string;
    coordinateSystem: { wkt: string };
  };

/** Taking data along, and using them elsewhere. */
export function taking(given: GivenDemo): void {
  test('cuts a drawn area out of a product: bands, CRS and the size that was said', async () => {
    const page = await given.client.open(
      `#map=5.00/42.00000/9.00000&product=${demo.newest}&drawn=8,40,10,42`,
    );
    await page.getByText('Cut out a part of the data').click();
    const cut = page.locator('pvs-cut-out');
    await become(() => cut.getByLabel('Area').inputValue()).toBe('drawn');
    await cut.getByLabel('red').uncheck();
    await cut.getByLabel('Coordinate reference system').selectOption('EPSG:3857');
    await become(() => cut.getByRole('status').innerText()).toMatch(/^[\d.]+ kB$/);
    // What was clicked is somewhere in the list.
    await cut.evaluate((form) => form.scrollIntoView({ block: 'end' }));
    await expectPicture(page, 'client-cut-out');
    const said = await cut.getByRole('status').innerText();
    const saving = page.waitForEvent('download');
    await cut.getByRole('link', { name: 'Download' }).click();
    const file = await (await saving).path();
    const { size, bands, coordinateSystem } = await gdalinfo(file);
    expect(bands.length).toBe(2);
    expect(coordinateSystem.wkt).toContain('Pseudo-Mercator');
    expect(size[0]! * size[1]! * 2).toBeGreaterThan(20_000);
    expect(Math.abs((await readFile(file)).length / 1000 - Number(said.split(' ')[0]))).toBeLessThan(1);
  });

  test('says why nothing can be cut out where the product is not', async ({ task }) => {
    task.meta.expectsComplaints = true;
    const page = await given.client.open(`#product=${demo.newest}&drawn=30,60,31,61`);
    await page.getByText('Cut out a part of the data').click();
    await become(() => page.locator('pvs-cut-out').getByRole('status').innerText()).toMatch(
      /lies|outside|covers|within/,
    );
  });

  test('downloads a product whole, of which name and size were said', async () => {
    const page = await given.client.open(`#product=${demo.newest}`);
    const whole = page.locator('pvs-whole-product');
    await become(() => whole.getByRole('status').innerText()).toMatch(/^[\d.]+ [kM]B · \S+\.\w+$/);
    const [said = '', unit, , name] = (await whole.getByRole('status').innerText()).split(' ');
    const saving = page.waitForEvent('download');
    await whole.getByRole('link', { name: 'Download everything' }).click();
    const download = await saving;
    expect(download.suggestedFilename()).toBe(name);
    const { size } = await stat(await download.path());
    expect(Math.abs(size / (unit === 'MB' ? 1e6 : 1e3) / Number(said) - 1)).toBeLessThan(0.01);
  });

  test('downloads the COG as it is', async () => {
    const page = await given.client.open(`#product=${demo.newest}`);
    const saving = page.waitForEvent('download');
    await page.locator('.details ul a[download]').first().click();
    expect((await gdalinfo(await (await saving).path())).driverShortName).toBe('GTiff');
  });

  test('gives GDAL a file that it opens, QGIS a layer, and libraries their code', async () => {
    const page = await given.client.open('#time=2018-06-30--2018-06-30');
    await page.getByRole('button', { name: 'Use elsewhere' }).click();
    const save = async (name: string) => {
      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name }).click();
      return (await saving).path();
    };
    const file = `${await save('File for GDAL')}.xml`;
    await writeFile(file, await readFile(file.slice(0, -4)));
    expect(await gdalinfo(file)).toMatchObject({ driverShortName: 'WMS', bands: [{}, {}, {}, {}] });
    const small = `${file}.tif`;
    await promisify(execFile)('gdal_translate', [
      ...['-q', '-projwin', '1000000', '6000000', '1500000', '5500000', '-outsize', '64', '64', file, small],
    ]);
    expect((await gdalinfo(small)).size).toEqual([64, 64]);
    const qlr = await readFile(await save('Layer for QGIS'), 'utf8');
    expect(qlr).toContain(encodeURIComponent(`${given.client.root}cache/tiles/${demo.collection}/`));
    for (const library of ['Leaflet', 'MapLibre', 'OpenLayers']) {
      await page.getByLabel('Code for', { exact: true }).selectOption(`Code for ${library}`);
      expect(await page.locator('pvs-links-dialog pre').innerText()).toContain(
        '/{z}/{x}/{y}.png?time=2018-06-30',
      );
    }
  });

  test('leads by keyboard alone from the search to the download', async () => {
    const page = await given.client.open();
    const tabTo = async (name: RegExp) => {
      for (let step = 0; step < 60; step += 1) {
        if (name.test(await focusedName(page))) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`the Tab key does not come to ${name}`);
    };
    await tabTo(/^Filter/);
    await page.keyboard.press('Enter');
    await tabTo(/^Cloud cover/);
    await page.keyboard.press('ArrowLeft');
    await become(() => hashParameter(page, 'clouds')).toBe('95');
    await tabTo(/DEMO_20180824T100623/);
    await page.keyboard.press('Enter');
    await become(() => hashParameter(page, 'product')).toBe(demo.newest);
    await tabTo(/^Cut out/);
    await page.keyboard.press('Enter');
    await become(() => page.locator('pvs-cut-out').getByRole('status').innerText()).toMatch(/kB$/);
    await tabTo(/^Download$/);
    const saving = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    expect((await saving).suggestedFilename()).toBe(`${demo.newest}.tif`);
  });
}
