import { offerMetric } from './offer-metric.ts';

/**
 * What a request is counted as: a service (`WMS`, `STAC`, …) and one of its operations (`GetMap`, a route's pattern).
 * Both are words of this code, never of a client: their number is bounded.
 */
export interface CountedOperation {
  readonly service: string;
  readonly operation: string;
}

/** What was counted of one operation. */
interface Tally {
  readonly labels: CountedOperation;
  /** By class of status, as in {@link CLASSES}. */
  readonly answers: Float64Array;
  /** That took no longer than each of {@link BOUNDS_S} and longer than the one before; the last any longer. */
  readonly within: Float64Array;
  seconds: number;
}

const CLASSES = ['aborted', '1xx', '2xx', '3xx', '4xx', '5xx'] as const;
const BOUNDS_S = [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;
const SECONDS = 'pvs_http_request_seconds';

/** Of the process, as `/metrics` is: by service, then by operation. */
const tallies = new Map<string, Map<string, Tally>>();
const all = () => [...tallies.values()].flatMap((operations) => [...operations.values()]);
const reset = () => tallies.clear();

offerMetric({
  name: 'pvs_http_requests_total',
  help: 'Requests that were answered, by the class of their status; aborted where the client went away before',
  type: 'counter',
  reset,
  values: () =>
    all().flatMap(({ labels, answers }) =>
      CLASSES.flatMap((status, i) =>
        answers[i]! > 0 ? [{ labels: { ...labels, status }, value: answers[i]! }] : [],
      ),
    ),
});

offerMetric({
  name: SECONDS,
  help: 'Time from a request to the end of its answer',
  type: 'histogram',
  reset,
  values: () => all().flatMap(histogramOf),
});

/** Counts one answer. `status` is 0 where nobody waited for it. */
export function countRequest(operation: CountedOperation, status: number, seconds: number): void {
  const tally = tallies.get(operation.service)?.get(operation.operation) ?? newTally(operation);
  const place = Math.floor(status / 100);
  tally.answers[place < CLASSES.length ? place : CLASSES.length - 1]! += 1;
  let bucket = 0;
  while (bucket < BOUNDS_S.length && seconds > BOUNDS_S[bucket]!) bucket += 1;
  tally.within[bucket]! += 1;
  tally.seconds += seconds;
}

function newTally({ service, operation }: CountedOperation): Tally {
  const tally = {
    labels: { service, operation },
    answers: new Float64Array(CLASSES.length),
    within: new Float64Array(BOUNDS_S.length + 1),
    seconds: 0,
  };
  const operations = tallies.get(service) ?? new Map<string, Tally>();
  tallies.set(service, operations.set(operation, tally));
  return tally;
}

/** Buckets count all that were at most as long as their bound, as Prometheus wants it. */
function histogramOf({ labels, within, seconds }: Tally) {
  let sum = 0;
  const buckets = [...within].map((count, i) => {
    sum += count;
    return { metricName: `${SECONDS}_bucket`, labels: { le: BOUNDS_S[i] ?? '+Inf', ...labels }, value: sum };
  });
  return [
    ...buckets,
    { metricName: `${SECONDS}_sum`, labels: { ...labels }, value: seconds },
    { metricName: `${SECONDS}_count`, labels: { ...labels }, value: sum },
  ];
}
