import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { GivenDemo } from '../use-demo.ts';

/** What axe finds against WCAG 2.2 AA, through shadow roots. */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(`'axe' in globalThis`))) await page.evaluate(axe.source);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const results = (await page.evaluate(`axe.run({ runOnly: ${JSON.stringify(tags)} })`)) as AxeResults;
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 150)}`),
  );
}

/** What holds for the whole page. */
export function quality(given: GivenDemo): void {
  test.each(['light', 'dark'] as const)(
    'has no violation of WCAG that axe finds, %s',
    async (colorScheme) => {
      const page = await given.client.open('', { colorScheme });
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Filter' }).click();
      await page.getByLabel('Add a condition').selectOption('Orbit number');
      await page.getByRole('button', { name: 'Go to a place' }).click();
      await page.getByRole('button', { name: 'Compare side by side' }).click();
      await page.getByRole('button', { name: 'Values of pixels' }).click();
      await page.getByRole('button', { name: 'Layers', exact: true }).click();
      await given.client.items().first().locator('.summary').press('Enter');
      await page.locator('.details').waitFor();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Use elsewhere' }).press('Enter');
      expect(await violations(page)).toEqual([]);
    },
  );

  test('loads less than 400 kB before its first map', async () => {
    const page = await given.client.open();
    const sizes = (await page.evaluate(
      `performance.getEntriesByType('resource').filter(({ name }) => !/\\/(cache|objects|opensearch|stac|ows)[/?]/.test(name))
        .map(({ name, encodedBodySize }) => [name.split('/').at(-1), encodedBodySize])`,
    )) as [string, number][];
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    expect(total, JSON.stringify(sizes)).toBeLessThan(400_000);
    expect(total).toBeGreaterThan(50_000);
  });
}
