import { offerMetric } from '@pvs/core/observe/offer-metric';
import { Counter, Gauge, Histogram } from 'prom-client';

/** What becomes of requests for tiles; served by `/metrics` of the process. */
export const tileMetrics = {
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

/** How a tile came to its answer. */
export type CountedOrigin = 'hit' | 'miss' | 'empty' | 'stale' | 'revalidated';

/** Of the process, as `/metrics` is. */
const answered: Partial<Record<CountedOrigin, number>> = {};

offerMetric({
  name: 'pvs_cache_tiles_total',
  help: 'Tiles answered: kept (hit), drawn for it (miss), empty, stale, or known to the client (revalidated)',
  type: 'counter',
  values: () => Object.entries(answered).map(([origin, value]) => ({ labels: { origin }, value })),
  reset: () => {
    for (const origin of Object.keys(answered)) delete answered[origin as CountedOrigin];
  },
});

/** Counts a tile that is answered. */
export function countTile(origin: CountedOrigin): void {
  answered[origin] = (answered[origin] ?? 0) + 1;
}
