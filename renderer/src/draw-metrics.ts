import { Counter, Gauge, Histogram } from 'prom-client';

/** What the places for drawing are used for; served by `/metrics` of the process. */
export const drawMetrics = {
  running: new Gauge({ name: 'pvs_draws_running', help: 'Pictures and coverages that are being made' }),
  waiting: new Gauge({ name: 'pvs_draws_waiting', help: 'Those that wait for their turn' }),
  refused: new Counter({
    name: 'pvs_draws_refused_total',
    help: 'Those that were refused, since too many waited or the wait was too long',
  }),
  waitSeconds: new Histogram({
    name: 'pvs_draw_wait_seconds',
    help: 'Time that those waited that got their turn',
    buckets: [0.001, 0.01, 0.1, 0.5, 1, 5, 20],
  }),
  seconds: new Histogram({
    name: 'pvs_draw_seconds',
    help: 'Time from their turn to the end of a picture, or of a piece of a coverage',
    buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  }),
};
