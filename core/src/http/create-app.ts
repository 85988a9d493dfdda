import compress from '@fastify/compress';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { Gauge, register } from 'prom-client';
import type { Environment } from '../config/environment.ts';
import { isPvsError, messageOf } from '../errors.ts';
import type { Logger } from '../observe/log.ts';
import { STATUS_OF } from '../ows/ows-exception.ts';
import { requestIdOf } from '../observe/request-id.ts';
import { countRequests } from './count-requests.ts';
import { traceRequests } from './trace-requests.ts';
import { isGivenUp, logFailure } from './log-failure.ts';
import { addShortcuts, COMMON_HEADERS } from './shortcuts.ts';

/** Whether this process can do its work, with the reason where it cannot. */
export type ReadinessCheck = () => Promise<string | undefined>;

/**
 * An HTTP server with what every service has: health, readiness, metrics, CORS, one error handler. Behind the proxies
 * of `PVS_PROXIES`, `request.ip` is the address that these saw.
 */
export function createApp(
  log: Logger,
  checks: readonly ReadinessCheck[],
  { PVS_PROXIES }: Pick<Partial<Environment>, 'PVS_PROXIES'> = {},
): FastifyInstance {
  const app = Fastify({
    trustProxy: PVS_PROXIES ?? false,
    loggerInstance: log.child({}, { level: log.level === 'info' ? 'warn' : log.level }),
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
    bodyLimit: 1024 ** 2,
    genReqId: ({ headers }) => requestIdOf(headers),
    // Lines have the id already (observe/log.ts).
    childLoggerFactory: (logger) => logger,
    forceCloseConnections: 'idle',
  }) as unknown as FastifyInstance;
  addShortcuts(app);
  countRequests(app);
  traceRequests(app);
  // Documents only: pictures are compressed already. Gzip, since Brotli costs too much for what is made per request.
  app.register(compress, {
    threshold: 1024,
    encodings: ['gzip', 'identity'],
    customTypes: /^(application\/([\w.+-]*(xml|json)|javascript)|text\/)/,
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(COMMON_HEADERS);
  });
  app.options('/*', async (_request, reply) =>
    reply
      .header('access-control-allow-methods', 'GET, HEAD, POST, PATCH, DELETE, OPTIONS')
      .header(
        'access-control-allow-headers',
        'authorization, content-type, idempotency-key, if-none-match, prefer, range',
      )
      .header('access-control-max-age', '86400')
      .status(204)
      .send(),
  );
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const problems = await problemsOf(checks);
    return problems.length === 0
      ? { status: 'ready' }
      : reply.status(503).send({ status: 'waiting', problems });
  });
  app.get('/metrics', async (_request, reply) => {
    ready().set((await problemsOf(checks)).length === 0 ? 1 : 0);
    return reply.type(register.contentType).send(await register.metrics());
  });
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) =>
    reply.status(404).send({ code: 'NotFound', message: `there is nothing at ${request.url.split('?')[0]}` }),
  );
  return app;
}

/** Why a process cannot work; empty where it can. */
export const problemsOf = async (checks: readonly ReadinessCheck[]) =>
  (await Promise.all(checks.map((check) => check()))).filter((problem) => problem !== undefined);

/** One for a process: its servers are as ready as the one that is asked. */
const ready = () =>
  (register.getSingleMetric('pvs_ready') as Gauge | undefined) ??
  new Gauge({ name: 'pvs_ready', help: 'Whether /readyz says so: 1, else 0' });

/** JSON for every path that has no form of its own for errors. */
function answerError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) {
  if (isGivenUp(error, reply)) return reply.hijack();
  reply.header('cache-control', 'no-store');
  if (isPvsError(error)) {
    logFailure(request.log, request.url, error);
    const status = STATUS_OF[error.kind];
    if (status === 503) reply.header('retry-after', '5');
    return reply.status(status).send({ code: error.code, message: error.message, detail: error.detail });
  }
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  if (status < 500) return reply.status(status).send({ code: 'InvalidRequest', message: messageOf(error) });
  logFailure(request.log, request.url, error);
  return reply.status(500).send({ code: 'InternalError', message: 'internal error' });
}
