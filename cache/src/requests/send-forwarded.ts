import type { FastifyReply } from 'fastify';
import type { CacheExchange } from './cache-request.ts';

/** Lets the renderer answer. */
export async function sendForwarded({
  kvp,
  request,
  reply,
  renderer,
  publicUrl,
}: CacheExchange): Promise<FastifyReply> {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const asked = { publicUrl, sight: request.sight, signal: gone.signal };
  const { status = 200, headers = {}, mediaType, body } = await renderer.ows(kvp, asked);
  return reply.status(status).headers(headers).type(mediaType).send(body);
}
