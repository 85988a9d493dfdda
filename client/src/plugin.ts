import { access } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import { notFound } from '@pvs/core/errors';
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ClientSettings } from './client-settings.ts';

export interface ClientPluginOptions {
  /** Answered as `client/config.json`: to everybody the same, or as the request may see. */
  readonly settings: ClientSettings | ((request: FastifyRequest) => ClientSettings);
  /** Where the page was built to: `clientDistDir`. */
  readonly distDir: string;
}

/** Nothing but this host: the page loads no script, style, font, picture or data from anywhere else. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Those that the page fetched with the token of who is signed in, or makes to be saved.
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/**
 * The web client: `dist/` at `/` (or the prefix it is registered under), `client/config.json`,
 * `favicon.ico` and `user-guide/`. Files whose name carries their hash are cached for good, everything else is revalidated.
 * Throws `NotFound` on registering where no page was built.
 */
export const clientPlugin: FastifyPluginAsync<ClientPluginOptions> = async (app, { settings, distDir }) => {
  await access(join(distDir, 'index.html')).catch((cause: unknown) => {
    throw notFound(`there is no built web client in ${distDir}: build it first (buildClient)`, { cause });
  });
  sendSecurityHeaders(app);
  app.get('/client/config.json', (request, reply) =>
    reply
      .header('cache-control', 'no-cache')
      .send(typeof settings === 'function' ? settings(request) : settings),
  );
  // Where browsers look for the icon of capabilities, JSON and pages that name none.
  app.get('/favicon.ico', (_request, reply) => reply.sendFile('user-guide/icon.svg'));
  serveDirectory(app, '/', 'index.html');
  serveDirectory(app, '/user-guide', 'user-guide/index.html');
  serveWholeGuide(app, distDir);
  await app.register(fastifyStatic, {
    root: distDir,
    preCompressed: true,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders: (reply, path) => void reply.header('cache-control', cacheControlOf(relative(distDir, path))),
  });
};

/** Own routes for directories, because an app can ignore trailing slashes, without which relative URLs lead astray. */
function serveDirectory(app: FastifyInstance, route: string, indexFile: string): void {
  app.get(route, (request, reply) => {
    const [path = ''] = request.url.split('?', 1);
    if (path.endsWith('/')) return reply.sendFile(indexFile);
    // Relative, so that it also holds behind a proxy that strips a base path.
    return reply.redirect(`${posix.basename(path)}/`, 308);
  });
}

/** The guide as one PDF where it was printed (`npm run guide:pdf`), else as one page that browsers print. */
function serveWholeGuide(app: FastifyInstance, distDir: string): void {
  app.get('/user-guide/user-guide.pdf', async (_request, reply) => {
    const isPrinted = await access(join(distDir, wholeGuide)).then(
      () => true,
      () => false,
    );
    return isPrinted ? reply.sendFile(wholeGuide) : reply.redirect('print.html', 307);
  });
}

const wholeGuide = 'user-guide/user-guide.pdf';

function sendSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    });
  });
}

/** Vite puts every file with a hash in its name, and no other, under `assets/`. */
function cacheControlOf(path: string): string {
  return path.startsWith(`assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache';
}
