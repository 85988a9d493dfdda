import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { invalidInput } from '@pvs/core/errors';
import { METATILE_MEDIA_TYPE, metatileRequest, writeTiles } from '@pvs/core/layers/metatile';
import { drawMetatile } from './draw-metatile.ts';
import type { RendererContext } from './renderer-context.ts';

/** What the cache asks for inside the stack's network; no route of the proxy leads here. */
export async function internalPlugin(app: FastifyInstance, context: RendererContext): Promise<void> {
  const draw = drawMetatile(context);
  app.post('/internal/metatile', async (request, reply) => {
    const wanted = metatileRequest.safeParse(request.body);
    if (!wanted.success) {
      throw invalidInput(`cannot read the metatile request: ${z.prettifyError(wanted.error)}`, {
        code: 'InvalidMetatile',
      });
    }
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const tiles = await draw(wanted.data, gone.signal);
    return reply.header('cache-control', 'no-store').type(METATILE_MEDIA_TYPE).send(writeTiles(tiles));
  });
}
