import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { become } from './client-page.ts';
import { mapProperty } from './read-page.ts';
import { comparePictures, readPicture } from '../../cli/test/compare-pictures.ts';

/** The user guide shows them: what it says is what the page looks like. */
const directory = join(import.meta.dirname, '../../docs/images');

/** Grey levels of the mean difference: other fonts and edges pass, a missing panel or picture does not. */
const TOLERANCE = 4;

/**
 * Compares what the page looks like with `docs/images/{name}.png`. PVS_TEST_PICTURES=write makes the pictures anew; look
 * at them before they are committed. A missing one fails.
 */
export async function expectPicture(page: Page, name: string): Promise<void> {
  const file = join(directory, `${name}.png`);
  await page.mouse.move(0, 0);
  await page.evaluate('document.fonts.ready');
  await become(() => isCalm(page)).toBe(true);
  const look = () => page.screenshot({ animations: 'disabled', caret: 'hide' });
  if (process.env['PVS_TEST_PICTURES'] === 'write') return writeFile(file, await look());
  expect(existsSync(file), `${file} is missing: make it with PVS_TEST_PICTURES=write`).toBe(true);
  const reference = readPicture(await readFile(file));
  const levels = async () => comparePictures(readPicture(await look()), reference).meanLevels;
  // On a busy machine the page may rest for longer than that in the middle of what it draws.
  await expect.poll(levels, { timeout: 30_000, message: `${name} looks different` }).toBeLessThan(TOLERANCE);
}

/** Whether the map has nothing to load, and not only for the moment between two loads. */
async function isCalm(page: Page): Promise<boolean> {
  for (let look = 0; look < 5; look += 1) {
    if (await mapProperty(page, 'busy')) return false;
    await page.waitForTimeout(100);
  }
  return true;
}
