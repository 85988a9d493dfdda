import { readProcesses, type SeenProcess } from '@pvs/core/observe/process-board';
import { readFailures, readOverview, type StageOverview } from '@pvs/core/queue/stage-overview';
import { groupFailures } from '../failure-groups.ts';
import { schema } from '../json-schema.ts';
import type { OpsView } from '../ops-view.ts';
import { overviewPage } from '../pages/overview-page.ts';
import { readRates } from '../rates/read-rates.ts';
import type { Rates } from '../rates/rates-of.ts';
import { hoursParameter, ratesSchema, spanOf } from './rates.ts';

/** The stack at one look. */
export interface Overview {
  readonly stages: readonly StageOverview[];
  readonly rates: Rates;
  /** By code, the most first. */
  readonly failures: readonly {
    readonly code: string;
    readonly stages: readonly string[];
    readonly count: number;
    /** ISO 8601. */
    readonly last: string;
  }[];
  readonly processes: Readonly<Record<SeenProcess['state'], number>>;
}

const { text, time, count, array, map, orNull, object } = schema;

const stage = object({
  stage: text,
  waiting: map(count),
  parked: count,
  delayed: array(object({ id: text, since: time, tries: count, reason: text, due: time })),
  oldestS: orNull(count),
  working: array(object({ id: text }, { progress: object({ step: text, percent: count, since: time }) })),
  ...{ succeeded: count, failed: count, workers: count },
});

/** `/ops`: where items are, how fast they go, what failed, who works. */
export const overview: OpsView<Overview> = {
  path: '/ops',
  name: 'Queues',
  summary: 'where items are, how fast they go, what failed by code, how many processes work',
  parameters: [hoursParameter],
  answer: object({
    stages: array(stage),
    rates: ratesSchema,
    failures: array(object({ code: text, stages: array(text), count, last: time })),
    processes: object({ ready: count, waiting: count, silent: count }),
  }),
  isLive: true,
  async read({ redis }, { hours }) {
    const span = spanOf(hours);
    const [stages, rates, problems, processes] = await Promise.all([
      readOverview(redis),
      readRates(redis, span),
      readFailures(redis),
      readProcesses(redis),
    ]);
    const failures = groupFailures(problems).map(({ code, stages, failures }) => ({
      ...{ code, stages, count: failures.length, last: failures[0]?.at ?? '' },
    }));
    const inState = (wanted: SeenProcess['state']) =>
      processes.filter(({ state }) => state === wanted).length;
    const counts = { ready: inState('ready'), waiting: inState('waiting'), silent: inState('silent') };
    return { stages, rates, failures, processes: counts };
  },
  page: overviewPage,
};
