import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientSettings } from './client-settings.ts';
import { clientPlugin } from './plugin.ts';

const settings: ClientSettings = {
  stack: 'test',
  title: 'Test',
  abstract: '',
  collections: [],
  layers: [],
  map: { center: [0, 0], zoom: 1 },
  tileMatrixSet: 'WebMercatorQuad',
  minZoom: 0,
  maxZoom: 18,
  signIn: false,
};

let distDir: string;

beforeAll(async () => {
  // "assets" in the path of the directory itself must not make the page immutable.
  distDir = join(await mkdtemp(join(tmpdir(), 'pvs-client-')), 'assets');
  await mkdir(join(distDir, 'assets'), { recursive: true });
  await mkdir(join(distDir, 'user-guide'));
  await writeFile(join(distDir, 'index.html'), '<title>map</title>');
  await writeFile(join(distDir, 'index.html.br'), 'compressed');
  await writeFile(join(distDir, 'user-guide', 'index.html'), '<title>guide</title>');
  await writeFile(join(distDir, 'assets', 'index-abc.js'), 'export {};');
  await writeFile(join(distDir, 'user-guide', 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(distDir, '.built'), '');
});

afterAll(() => rm(join(distDir, '..'), { recursive: true }));

describe.each([
  ['at the root', '', false],
  ['at the root of an app that ignores trailing slashes', '', true],
  ['below a base path', '/base', false],
  ['below a base path of an app that ignores trailing slashes', '/base', true],
])('the client %s', (_where, prefix, ignoreTrailingSlash) => {
  const app = fastify({ routerOptions: { ignoreTrailingSlash } });
  const get = (path: string, headers: Record<string, string> = {}) =>
    app.inject({ url: `${prefix}${path}`, headers });

  beforeAll(() => app.register(clientPlugin, { prefix, settings, distDir }).then(() => undefined));
  afterAll(() => app.close());

  it('serves the page, to be revalidated, and lets it load from its own host only', async () => {
    const answer = await get('/');
    expect(answer.body).toBe('<title>map</title>');
    expect(answer.headers['content-type']).toMatch(/^text\/html/);
    expect(answer.headers['cache-control']).toBe('no-cache');
    const policy = String(answer.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*|data:/);
  });

  it('serves the compressed page to whom it suits', async () => {
    const answer = await get('/', { 'accept-encoding': 'br' });
    expect([answer.headers['content-encoding'], answer.body]).toEqual(['br', 'compressed']);
  });

  it('serves files with a hash in their name for good', async () => {
    const answer = await get('/assets/index-abc.js');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('serves the settings', async () => {
    const answer = await get('/client/config.json');
    expect(answer.json()).toEqual(settings);
    expect(answer.headers['cache-control']).toBe('no-cache');
  });

  it('has an icon for what names none', async () => {
    const answer = await get('/favicon.ico');
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'image/svg+xml']);
  });

  it('serves the user guide in its directory, and leads there', async () => {
    expect((await get('/user-guide/')).body).toBe('<title>guide</title>');
    const moved = await get('/user-guide');
    expect([moved.statusCode, moved.headers['location']]).toEqual([308, 'user-guide/']);
  });

  it('serves the guide as PDF once it is printed, else as one page', async () => {
    const moved = await get('/user-guide/user-guide.pdf');
    expect([moved.statusCode, moved.headers['location']]).toEqual([307, 'print.html']);
    const file = join(distDir, 'user-guide', 'user-guide.pdf');
    await writeFile(file, '%PDF-');
    const printed = await get('/user-guide/user-guide.pdf');
    expect([printed.body, printed.headers['content-type']]).toEqual(['%PDF-', 'application/pdf']);
    await rm(file);
  });

  it.each(['/nothing', '/.built', '/assets/../../secret', '/assets/'])(
    'serves nothing at %s',
    async (path) => {
      expect((await get(path)).statusCode).toBeGreaterThanOrEqual(400);
    },
  );
});

it('refuses a directory without a built page', async () => {
  const app = fastify();
  const registered = app.register(clientPlugin, { settings, distDir: tmpdir() });
  await expect(registered).rejects.toThrow(/there is no built web client in/);
});
