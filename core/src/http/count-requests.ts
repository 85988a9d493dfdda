import type { FastifyInstance } from 'fastify';
import { type CountedOperation, countRequest } from '../observe/request-metrics.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What it is counted as: its route's, until a handler knows better. */
    operation: CountedOperation;
  }
}

/** Which service answers a path, by how it begins; the first that fits. */
const SERVICES: readonly (readonly [string, string])[] = [
  ['/cache/ows/wmts', 'WMTS'],
  ['/cache/ows', 'OWS'],
  ['/cache/tiles', 'XYZ'],
  ['/cache/fill', 'internal'],
  ['/cache/tms', 'TMS'],
  ['/cache/kml', 'KML'],
  ['/ows', 'OWS'],
  ['/opensearch', 'OpenSearch'],
  ['/stac', 'STAC'],
  ['/objects', 'objects'],
  ['/internal', 'internal'],
  ['/ingest', 'ingest'],
  ['/ops', 'ops'],
];

/** Asked by machines every few seconds, about this process and not about its work. */
const UNCOUNTED = ['/healthz', '/readyz', '/metrics'];
export const isUncounted = (route: string) => UNCOUNTED.includes(route);

/** Counts what an app's routes answer. What a shortcut answers, it counts itself. */
export function countRequests(app: FastifyInstance): void {
  const known = new Map<string | undefined, CountedOperation>();
  app.decorateRequest('operation');
  app.addHook('onRequest', (request, reply, done) => {
    const { url } = request.routeOptions;
    request.operation = known.get(url) ?? routeOperation(url);
    known.set(url, request.operation);
    if (url === undefined || !isUncounted(url)) {
      const { raw } = reply;
      raw.once('close', () =>
        countRequest(request.operation, raw.writableFinished ? raw.statusCode : 0, reply.elapsedTime / 1000),
      );
    }
    done();
  });
}

function routeOperation(url: string | undefined): CountedOperation {
  if (url === undefined) return { service: 'other', operation: 'unknown' };
  const service = SERVICES.find(([path]) => url.startsWith(path))?.[1] ?? 'client';
  return { service, operation: service === 'OWS' ? 'unknown' : url };
}
