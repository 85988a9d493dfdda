import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Lets a request pass with `Authorization: Bearer TOKEN`; where no token is configured, none passes. */
export function requireToken(token: string | undefined) {
  const wanted = token === undefined ? undefined : digest(token);
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (wanted && given !== undefined && timingSafeEqual(wanted, digest(given))) return;
    const reason = wanted
      ? 'send the stack’s token as Authorization: Bearer …'
      : 'it is closed until PVS_TOKEN is set for this stack';
    await reply
      .status(401)
      .header('www-authenticate', 'Bearer')
      .header('cache-control', 'no-store')
      .send({ code: 'Unauthorized', message: `${request.url.split('?')[0]} needs a token: ${reason}` });
  };
}
