import { context, type Context } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requestIds } from '../observe/request-id.ts';
import { isTracing, openSpan } from '../observe/tracing.ts';
import { isUncounted } from './count-requests.ts';

/** Has what is done for a request know its id and, where traces are sent, its place in one. */
export function traceRequests(app: FastifyInstance): void {
  const places = new WeakMap<FastifyRequest, Context>();
  if (isTracing()) {
    app.addHook('onRequest', (request, { raw }, done) => {
      const { url = 'unknown' } = request.routeOptions;
      if (isUncounted(url)) return done();
      const attributes = {
        'http.request.method': request.method,
        'http.route': url,
        'pvs.request': request.id,
      };
      const name = `${request.method} ${url}`;
      const { span, within } = openSpan({ name, kind: 'server', attributes, from: request.headers });
      places.set(request, within);
      raw.once('close', () => {
        span.setAttribute('http.response.status_code', raw.statusCode);
        span.setAttribute('pvs.operation', `${request.operation.service} ${request.operation.operation}`);
        span.end();
      });
      done();
    });
  }
  // Not before the body is read, whose events come from elsewhere.
  app.addHook('preHandler', (request, _reply, done) => {
    const place = places.get(request);
    requestIds.run(request.id, place ? () => context.with(place, done) : done);
  });
}
