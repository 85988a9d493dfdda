import { stat } from 'node:fs/promises';
import { findToken, revokeToken } from '@pvs/core/access/token-book';
import { startS3, type TestS3 } from '@pvs/core/testing/s3-endpoint';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { prepareClient } from '../../cli/src/bundle/prepare-client.ts';
import { type RestrictedStack, startRestrictedStack } from '../../cli/test/restricted-stack.ts';
import { sightedClient } from '../src/sighted-client.ts';
import { become, ClientPage } from './client-page.ts';
import { violations } from './demo/quality.ts';
import { chromiumPath, openBrowser } from './open-browser.ts';
import { centreColour, isGround } from './read-page.ts';

describe.skipIf(chromiumPath === undefined)('signing in before real services', () => {
  vi.setConfig({ testTimeout: 120_000 });
  let s3: TestS3;
  let stack: RestrictedStack;
  let client: ClientPage;
  beforeAll(async () => {
    await prepareClient((line) => process.stderr.write(`${line}\n`));
    s3 = await startS3();
    for (const [name, value] of Object.entries(s3.variables)) vi.stubEnv(name, value);
    vi.stubEnv('PVS_TEST_STORAGE_URL', `s3://${s3.bucket}`);
    stack = await startRestrictedStack('bundled', sightedClient);
    client = new ClientPage(`${await stack.listen()}/`, await openBrowser(chromiumPath!));
  }, 240_000);
  afterAll(async () => {
    await client?.browser.close();
    await stack?.stop();
    await s3?.stop();
    vi.unstubAllEnvs();
  });
  afterEach((context) => client.leave(context.task.meta.expectsComplaints ?? false));

  const dialog = () => client.page.locator('pvs-sign-in dialog');
  const collections = () => client.page.getByLabel('Collection').locator('option').allInnerTexts();
  async function give(token: string): Promise<void> {
    if (!(await dialog().isVisible())) await client.page.getByRole('button', { name: 'Sign in' }).click();
    await dialog().getByLabel('Token').fill(token);
    await dialog().getByRole('button', { name: 'Sign in' }).click();
  }

  test('a token opens maps, pictures, values and downloads of a restricted collection, and is kept nowhere', async () => {
    const page = await client.open('#map=8.00/40.50000/10.50000&collection=SECRET');
    expect(await page.getByLabel('Collection').count()).toBe(0);
    await give(stack.tokens['right']!);
    await dialog().getByText('You also see: Under embargo').waitFor();
    expect(await dialog().getByRole('heading').innerText()).toBe('Signed in as right');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    // The link that it was opened with leads there now.
    expect(await collections()).toEqual(['Open pictures', 'Under embargo']);
    await become(() => page.getByLabel('Collection').inputValue()).toBe('SECRET');
    await become(() => client.heading()).toBe('1 product');
    await become(async () => isGround(await centreColour(page))).toBe(false);
    await become(() => client.pictureWidth()).toBeGreaterThan(50);
    await client.items().first().locator('.summary').click();
    await become(() => page.locator('pvs-whole-product').getByRole('status').innerText()).toMatch(
      /kB · SECRET_1/,
    );
    const saving = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download everything' }).click();
    const download = await saving;
    expect(download.suggestedFilename()).toBe('SECRET_1.zip');
    expect((await stat(await download.path())).size).toBeGreaterThan(1000);
    Object.assign(stack.stack.stack.downloads, { from: 'store' });
    const sending = page.waitForEvent('download');
    await page.locator('.details li a').first().click();
    const sent = await sending;
    expect(new URL(sent.url()).searchParams.has('X-Amz-Signature')).toBe(true);
    expect(sent.suggestedFilename()).toMatch(/\.tif$/);
    expect((await stat(await sent.path())).size).toBeGreaterThan(500);
    const kept = await page.evaluate(
      'JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }, document.cookie])',
    );
    expect(kept).not.toContain(stack.tokens['right']!.slice('Bearer '.length));
    expect(client.watch.urls.some(({ href }) => href.includes('pvs_'))).toBe(false);
  });

  test('says why a token does not hold, and that one opens nothing', async ({ task }) => {
    task.meta.expectsComplaints = true;
    const page = await client.open();
    for (const [token, reason] of [
      ['two words', 'That is no token.'],
      ['pvs_nonsense', 'it is unknown, expired or revoked'],
      [stack.tokens['expired']!, 'it is unknown, expired or revoked'],
    ] as const) {
      await give(token);
      await dialog().getByRole('alert').getByText(reason).waitFor();
    }
    await give(stack.tokens['ingest']!);
    await dialog().getByText('it opens no collection').waitFor();
    expect(await page.getByLabel('Collection').count()).toBe(0);
  });

  test('whose token is revoked is signed out with what they saw, and told', async ({ task }) => {
    task.meta.expectsComplaints = true;
    const page = await client.open();
    await give(stack.tokens['all']!);
    await become(() => page.getByLabel('Collection').locator('option').count()).toBe(3);
    await page.keyboard.press('Escape');
    const { redis } = stack.stack;
    const record = await findToken(redis, stack.tokens['all']!.slice('Bearer '.length));
    await revokeToken(redis, record!.id);
    // Whatever the page asks next: the dialog may be there already.
    await page.getByRole('button', { name: 'Look for new products' }).dispatchEvent('click');
    await dialog().getByText('You are signed out').waitFor();
    await become(() => page.getByLabel('Collection').count()).toBe(0);
  });

  test('signing out closes what was open; it reads in German, too', async () => {
    const page = await client.open('', { locale: 'de-AT' });
    await page.getByRole('button', { name: 'Anmelden' }).click();
    await dialog().getByLabel('Token').fill(stack.tokens['other']!);
    await dialog().getByRole('button', { name: 'Anmelden' }).click();
    await dialog().getByRole('heading', { name: 'Angemeldet als other' }).waitFor();
    await become(() => page.getByLabel('Sammlung').locator('option').count()).toBe(2);
    await dialog().getByRole('button', { name: 'Abmelden' }).click();
    await become(() => page.getByLabel('Sammlung').count()).toBe(0);
    expect(await dialog().isVisible()).toBe(false);
  });
});
