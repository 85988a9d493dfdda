import { Gauge, register } from 'prom-client';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import { type StageName, stageKeys } from '../queue/stage-keys.ts';
import { stageOverview, type StageOverview } from '../queue/stage-overview.ts';

const DEADLINE_MS = 2000;
const ITEMS = 'pvs_stage_items';

/** States an item can be seen in, and how many of a stage's are. */
const counts: Readonly<Record<string, (stage: StageOverview) => number>> = {
  waiting: (s) => Object.values(s.waiting).reduce((sum, length) => sum + length, s.parked + s.taken),
  delayed: (s) => s.delayed.length,
  working: (s) => s.working.length,
  done: (s) => s.succeeded,
  failed: (s) => s.failed,
};

/**
 * Offers what stands in Redis to Prometheus, asked for at each scrape. Every replica tells the same numbers: take
 * their maximum, not their sum. While Redis does not answer there are none, rather than old ones.
 */
export function offerStageGauges(redis: ScriptedRedis, stages: readonly StageName[]): void {
  const gauge = (name: string, help: string, labelNames: string[]) =>
    new Gauge({ name, help, labelNames, registers: [] });
  const items = gauge(ITEMS, 'Items of a stage by state', ['stage', 'state']);
  const oldest = gauge(
    'pvs_stage_oldest_seconds',
    'For how long the oldest waiting item is known to have waited',
    ['stage'],
  );
  const workers = gauge('pvs_stage_workers', 'Workers of a stage that live', ['stage']);
  const read = async () => {
    for (const { reset } of [items, oldest, workers].map((g) => ({ reset: () => g.reset() }))) reset();
    if (redis.status !== 'ready') return;
    const timer = AbortSignal.timeout(DEADLINE_MS);
    const late = new Promise<never>((_, reject) =>
      timer.addEventListener('abort', () => reject(timer.reason as Error)),
    );
    for (const name of stages) {
      const stage = await Promise.race([stageOverview(redis, stageKeys[name]), late]).catch(() => undefined);
      if (!stage) return;
      for (const [state, count] of Object.entries(counts))
        items.set({ stage: stage.stage, state }, count(stage));
      oldest.set({ stage: stage.stage }, stage.oldestS ?? 0);
      workers.set({ stage: stage.stage }, stage.workers);
    }
  };
  let reading: Promise<void> | undefined;
  const shared = () => (reading ??= read().finally(() => (reading = undefined)));
  for (const metric of [items, oldest, workers]) {
    Object.assign(metric, { collect: shared });
    register.registerMetric(metric);
  }
}
