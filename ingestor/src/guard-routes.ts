import type { FastifyInstance, FastifyRequest } from 'fastify';
import { authenticator } from '@pvs/core/access/authenticate';
import type { Principal } from '@pvs/core/access/principal';
import { challengeOf, refusal } from '@pvs/core/access/refusal';
import { allows, type Scope } from '@pvs/core/access/scope';
import { isPvsError } from '@pvs/core/errors';
import { STATUS_OF } from '@pvs/core/ows/ows-exception';
import type { IngestorContext } from './ingestor-context.ts';
import { writeAudit } from './ops/audit-log.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; never absent in a handler of a guarded route. */
    principal: Principal | undefined;
    /** What is asked for, for those who read what was changed. */
    audited: unknown;
  }
}

/** Characters of a reason in the log. */
const MOST_REASON = 500;

/** The right that each path needs; a route below none of them cannot be added. */
const RIGHTS: readonly { readonly path: string; readonly scope: Scope }[] = [
  { path: '/ingest', scope: 'ingest' },
  { path: '/ops', scope: 'ops' },
];

/**
 * Lets requests pass whose sender may do what they ask for, and logs each change with who made it: 401 where it is not
 * known who asks, 403 where they may not (RFC 6750 §3.1). Asking how to ask (OPTIONS) is free: browsers do it without
 * credentials.
 */
export function guardRoutes(app: FastifyInstance, context: IngestorContext): void {
  const { redis, stack, env, log } = context;
  auditChanges(app, context);
  logRefusals(app, context);
  const authenticate = authenticator(redis, stack.access, env.PVS_TOKEN);
  app.decorateRequest('principal', undefined);
  app.decorateRequest('audited', undefined);
  app.addHook('onRoute', ({ url }) => void rightFor(url));
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'OPTIONS') return;
    const { headers, socket } = request.raw;
    const facts = { method: request.method, path: request.url.split('?')[0], address: request.ip };
    const found = await authenticate({ headers, remoteAddress: socket.remoteAddress ?? '' });
    if (!found || 'refused' in found) {
      const reason = found?.refused ?? 'send a token as Authorization: Bearer …';
      if (found) log.warn({ ...facts, reason }, 'Access:Refused');
      const message = `${facts.path} needs a token: ${reason}`;
      return refusal(reply, {
        status: 401,
        code: 'Unauthorized',
        message,
        header: challengeOf(request, found !== undefined),
      });
    }
    const { principal } = found;
    if (isForeign(request, env.PVS_PUBLIC_URL)) {
      log.warn({ ...facts, who: principal.name, origin: headers.origin }, 'Access:Denied');
      const message = `${facts.path} takes no changes from pages of ${headers.origin ?? 'other sites'}`;
      return refusal(reply, { status: 403, code: 'ForeignOrigin', message, header: 'Bearer' });
    }
    request.principal = principal;
    const scope = rightFor(request.routeOptions.url ?? '');
    if (!allows(principal.scopes, scope)) {
      log.warn({ ...facts, who: principal.name, via: principal.via, needs: scope }, 'Access:Denied');
      const message = `${facts.path} needs the right '${scope}', '${principal.name}' has ${listed(principal)}`;
      const header = `Bearer error="insufficient_scope", scope="${scope}"`;
      return refusal(reply, { status: 403, code: 'Forbidden', message, header });
    }
    if (!['GET', 'HEAD'].includes(request.method))
      log.info({ ...facts, who: principal.name, via: principal.via }, 'Access:Granted');
  });
}

/** Keeps every change that somebody made, tried to make, or may not make; parts of uploads are one change. */
function auditChanges(app: FastifyInstance, { redis, log }: IngestorContext): void {
  app.addHook('onResponse', async ({ method, url, ip, principal, audited }, { statusCode: status }) => {
    if (!principal || ['GET', 'HEAD', 'OPTIONS', 'PATCH'].includes(method)) return;
    const [path = ''] = url.split('?');
    const { name: who, via } = principal;
    const facts = { at: new Date().toISOString(), who, via, address: ip, method, path, status };
    await writeAudit(redis, { ...facts, ...(audited === undefined ? {} : { what: audited }) }, log);
  });
}

/** Logs what is refused and why: somebody may be trying something. What failed on this side is logged elsewhere. */
function logRefusals(app: FastifyInstance, { log }: IngestorContext): void {
  app.addHook('onError', async ({ method, url, ip, principal }, _reply, error) => {
    const status = isPvsError(error) ? STATUS_OF[error.kind] : (error.statusCode ?? 500);
    if (status >= 500) return;
    const [path = ''] = url.split('?');
    const facts = { method, path, address: ip, who: principal?.name, code: error.code };
    log.warn({ ...facts, reason: error.message.slice(0, MOST_REASON) }, 'Request:Refused');
  });
}

/**
 * Whether a page of another site has a browser change something with what the browser sends by itself: a password, or
 * what the proxy knows its user by. A bearer token is only sent by who has it.
 */
function isForeign({ method, headers }: FastifyRequest, configured: string | undefined): boolean {
  const { origin, authorization = '', 'sec-fetch-site': site = 'none' } = headers;
  if (/^Bearer /i.test(authorization) || ['GET', 'HEAD'].includes(method)) return false;
  // What the browser itself says (Fetch Metadata): a page of another site, or of a sibling of this host.
  if (!['same-origin', 'none'].includes(String(site))) return true;
  if (origin === undefined) return false;
  const host = URL.parse(origin)?.host;
  return ![headers.host, headers['x-forwarded-host'], URL.parse(configured ?? '')?.host].includes(
    host ?? '-',
  );
}

/** Who sent something and from where, as tasks keep it. */
export const sourceOf = (request: FastifyRequest) => `${request.principal?.name ?? '?'} (${request.ip})`;

function rightFor(url: string): Scope {
  const found = RIGHTS.find(({ path }) => url === path || url.startsWith(`${path}/`));
  if (!found) throw new Error(`no right is named for the route ${url}`);
  return found.scope;
}

const listed = ({ scopes }: Principal) => scopes.join(', ') || 'none';
