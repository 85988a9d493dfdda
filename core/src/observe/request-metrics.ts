import { Counter, Histogram } from 'prom-client';

/**
 * What a request is counted as: a service (`WMS`, `STAC`, …) and one of its operations (`GetMap`, a route's pattern).
 * Both are words of this code, never of a client: their number is bounded.
 */
export interface CountedOperation {
  readonly service: string;
  readonly operation: string;
}

/** What requests over HTTP come to; served by `/metrics` of the process. */
const requestMetrics = {
  requests: new Counter({
    name: 'pvs_http_requests_total',
    help: 'Requests that were answered, by the class of their status; aborted where the client went away before',
    labelNames: ['service', 'operation', 'status'],
  }),
  seconds: new Histogram({
    name: 'pvs_http_request_seconds',
    help: 'Time from a request to the end of its answer',
    labelNames: ['service', 'operation'],
    buckets: [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  }),
};

const CLASSES = ['aborted', '1xx', '2xx', '3xx', '4xx', '5xx'] as const;

/** Counts one answer. `status` is 0 where nobody waited for it. */
export function countRequest(
  { service, operation }: CountedOperation,
  status: number,
  seconds: number,
): void {
  const labels = { service, operation, status: CLASSES[Math.floor(status / 100)] ?? '5xx' };
  requestMetrics.requests.inc(labels);
  requestMetrics.seconds.observe({ service, operation }, seconds);
}
