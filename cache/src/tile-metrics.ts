import { Counter, Gauge, Histogram } from 'prom-client';

/** What becomes of requests for tiles; served by `/metrics` of the process. */
export const tileMetrics = {
  answered: new Counter({
    name: 'pvs_cache_tiles_total',
    help: 'Tiles answered: kept (hit), drawn for it (miss), empty, stale, or known to the client (revalidated)',
    labelNames: ['origin'],
  }),
  troubles: new Counter({
    name: 'pvs_cache_kept_troubles_total',
    help: 'Tiles that could not be read from where they are kept, or not be written there, as on a full disk',
    labelNames: ['action'],
  }),
  drawing: new Gauge({
    name: 'pvs_cache_drawing',
    help: 'Metatiles that a renderer is drawing for this process',
  }),
  draws: new Counter({
    name: 'pvs_cache_draws_total',
    help: 'Metatiles that were asked of a renderer: drawn, failed, or planned again since the catalogue changed',
    labelNames: ['outcome'],
  }),
  drawSeconds: new Histogram({
    name: 'pvs_cache_draw_seconds',
    help: 'Time that a renderer took for a metatile',
    buckets: [0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  }),
};
