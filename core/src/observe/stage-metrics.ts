import { Counter, Histogram } from 'prom-client';

/** What the stages count; served by `/metrics` of the process. */
export const stageMetrics = {
  finished: new Counter({
    name: 'pvs_items_finished_total',
    help: 'Items that reached an outcome',
    labelNames: ['stage', 'outcome', 'code'],
  }),
  attempts: new Counter({
    name: 'pvs_item_attempts_total',
    help: 'Times an item was taken up',
    labelNames: ['stage'],
  }),
  bytes: new Counter({
    name: 'pvs_item_bytes_total',
    help: 'Bytes that the stage’s steps read (in) and wrote (out)',
    labelNames: ['stage', 'direction'],
  }),
  itemSeconds: new Histogram({
    name: 'pvs_item_seconds',
    help: 'Time that an item was in work until it reached an outcome',
    labelNames: ['stage', 'outcome'],
    buckets: [0.05, 0.25, 1, 5, 15, 60, 300, 900, 3600],
  }),
  stepSeconds: new Histogram({
    name: 'pvs_step_seconds',
    help: 'Time in one step of a stage',
    labelNames: ['stage', 'step'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 1800],
  }),
};
