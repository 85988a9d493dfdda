import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Environment } from '../config/environment.ts';
import type { StackConfig } from '../config/stack.ts';
import type { Logger } from '../observe/log.ts';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import { authenticator } from './authenticate.ts';
import type { Principal } from './principal.ts';
import { challengeOf, refusal } from './refusal.ts';
import { hasRestricted, type Sight, sightsOf } from './sight.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What it may see, where a plugin asked {@link tellSight}. */
    readonly sight: Sight;
    /** What somebody may see who said who they are. */
    ownSight: Sight | undefined;
    /** Who said who they are, and it holds. */
    principal: Principal | undefined;
  }
}

/** What telling needs; Redis knows the tokens. */
export interface SightContext {
  readonly stack: StackConfig;
  readonly env: Pick<Environment, 'PVS_TOKEN'>;
  readonly redis: ScriptedRedis;
  readonly log: Logger;
}

/**
 * Tells what each request of a plugin may see. Who says nothing sees what is open; who says something that does not
 * hold is answered with 401, whatever they asked for: that tells nothing about what there is. A stack without
 * restricted collections asks nobody, and its requests cost nothing.
 */
export function tellSight(app: FastifyInstance, { stack, env, redis, log }: SightContext): void {
  const { open, of } = sightsOf(stack);
  app.decorateRequest('ownSight', undefined);
  app.decorateRequest('principal', undefined);
  app.decorateRequest('sight', {
    getter(this: FastifyRequest) {
      return this.ownSight ?? open;
    },
  });
  if (!hasRestricted(stack)) return;
  const authenticate = authenticator(redis, stack.access, env.PVS_TOKEN);
  const telling = ['authorization', ...proxyHeaders(stack)];

  app.addHook('onRequest', async (request, reply) => {
    const { headers, socket } = request.raw;
    if (request.method === 'OPTIONS' || !telling.some((name) => headers[name] !== undefined)) return;
    const found = await authenticate({ headers, remoteAddress: socket.remoteAddress ?? '' });
    if (found && 'refused' in found) return refused(request, reply, found.refused, log);
    request.principal = found?.principal;
    if (found) request.ownSight = of(found.principal.scopes);
  });
  app.addHook('onSend', async (request, reply) => keepPrivate(request.sight, reply));
}

function refused(request: FastifyRequest, reply: FastifyReply, reason: string, log: Logger) {
  const path = request.url.split('?')[0];
  log.warn({ method: request.method, path, address: request.ip, reason }, 'Access:Refused');
  const message = `${path} needs no token, but takes none that does not hold: ${reason}`;
  return refusal(reply, { status: 401, code: 'Unauthorized', message, header: challengeOf(request, true) });
}

const proxyHeaders = ({ access: { forwardAuth } }: StackConfig) =>
  forwardAuth ? [forwardAuth.userHeader, forwardAuth.groupsHeader] : [];

/** Who has rights may be answered what others must not see (RFC 9111 §5.2.2.7); a document differs by who asks. */
function keepPrivate({ isOpen }: Sight, reply: FastifyReply): void {
  const vary = [reply.getHeader('vary') ?? []].flat().join(', ');
  if (!/\bauthorization\b/i.test(vary))
    reply.header('vary', vary === '' ? 'Authorization' : `${vary}, Authorization`);
  const control = String(reply.getHeader('cache-control') ?? 'no-cache');
  if (!isOpen && !/no-store|private/.test(control)) {
    const rest = control.replace(/\bpublic\b,? */, '');
    reply.header('cache-control', `private, ${rest}`.replace(/, $/, ''));
  }
}
