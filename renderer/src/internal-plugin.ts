import type { FastifyInstance } from 'fastify';
import { readSight } from '@pvs/core/access/sight-header';
import { requestKvp } from '@pvs/core/http/request-kvp';
import { METATILE_MEDIA_TYPE, readMetatileRequest, writeTiles } from '@pvs/core/layers/metatile';
import { drawMetatile } from './draw-metatile.ts';
import { sendOws } from './plugin.ts';
import type { RendererContext } from './renderer-context.ts';

/** Bases of the largest metatile: 256 tiles as PNG. */
const BODY_LIMIT = 128 * 1024 ** 2;

/** What the cache asks for inside the stack's network; no route of the proxy leads here. */
export async function internalPlugin(app: FastifyInstance, context: RendererContext): Promise<void> {
  const draw = drawMetatile(context);
  app.addContentTypeParser(
    METATILE_MEDIA_TYPE,
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    (_, body, done) => done(null, body),
  );
  // The cache has asked who it is.
  app.get('/internal/ows', (request, reply) =>
    sendOws(requestKvp(request), request, reply, context, readSight(request.headers)),
  );
  app.post('/internal/metatile', { bodyLimit: BODY_LIMIT }, async (request, reply) => {
    const wanted = readMetatileRequest(request.body as Buffer);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const tiles = await draw(wanted, gone.signal);
    return reply.header('cache-control', 'no-store').type(METATILE_MEDIA_TYPE).send(writeTiles(tiles));
  });
}
