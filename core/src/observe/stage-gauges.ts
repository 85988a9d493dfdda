import { Gauge, register } from 'prom-client';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import { type StageName, stageKeys } from '../queue/stage-keys.ts';
import { stageOverview, type StageOverview } from '../queue/stage-overview.ts';

const DEADLINE_MS = 2000;
const NAMES = ['pvs_stage_items', 'pvs_stage_oldest_seconds', 'pvs_stage_workers'] as const;

/** States an item can be seen in, and how many of a stage's are. */
const counts: Readonly<Record<string, (stage: StageOverview) => number>> = {
  waiting: (s) => Object.values(s.waiting).reduce((sum, length) => sum + length, s.parked),
  delayed: (s) => s.delayed.length,
  working: (s) => s.working.length,
  done: (s) => s.succeeded,
  failed: (s) => s.failed,
};

/**
 * Offers what stands in Redis to Prometheus, asked for at each scrape. Every replica tells the same numbers: take
 * their maximum, not their sum. While Redis does not answer there are none, rather than old ones. What was offered
 * before is replaced.
 */
export function offerStageGauges(redis: ScriptedRedis, stages: readonly StageName[]): void {
  let reading: Promise<void> | undefined;
  const collect = () => (reading ??= read().finally(() => (reading = undefined)));
  for (const name of NAMES) register.removeSingleMetric(name);
  const items = new Gauge({
    ...{ name: NAMES[0], help: 'Items of a stage by state', labelNames: ['stage', 'state'] },
    collect,
  });
  const oldest = new Gauge({
    name: NAMES[1],
    help: 'For how long the oldest waiting item is known to have waited',
    ...{ labelNames: ['stage'], collect },
  });
  const workers = new Gauge({
    ...{ name: NAMES[2], help: 'Workers of a stage that live', labelNames: ['stage'], collect },
  });

  async function read(): Promise<void> {
    const overviews = await inTime(
      Promise.all(stages.map((stage) => stageOverview(redis, stageKeys[stage]))),
    );
    items.reset();
    oldest.reset();
    workers.reset();
    for (const overview of overviews ?? []) {
      const { stage } = overview;
      for (const [state, count] of Object.entries(counts)) items.set({ stage, state }, count(overview));
      oldest.set({ stage }, overview.oldestS ?? 0);
      workers.set({ stage }, overview.workers);
    }
  }
}

async function inTime<T>(action: Promise<T>): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), DEADLINE_MS);
  return Promise.race([action.catch(() => undefined), late.promise]).finally(() => clearTimeout(timer));
}
