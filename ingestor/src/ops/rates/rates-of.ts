import { type StageName, stageNames } from '@pvs/core/queue/stage-keys';
import type { Moment } from './stage-history.ts';

/** What a stage did in one step of time; null where nobody looked. */
export interface RateStep {
  /** When the step ends, ISO 8601. */
  readonly at: string;
  /** Items a minute. */
  readonly donePerMinute: number | null;
  readonly failedPerMinute: number | null;
  /** At the end of the step. */
  readonly waiting: number | null;
}

/** What the stages did over time, the oldest step first. */
export interface Rates {
  readonly hours: number;
  readonly stepMinutes: number;
  readonly stages: Readonly<Record<StageName, readonly RateStep[]>>;
}

/** A moment with when it was. */
export interface DatedMoment {
  /** Unix time / 60 s. */
  readonly minute: number;
  readonly moment: Moment | undefined;
}

/**
 * The rates between moments that follow each other. Where some are missing, as while nobody noted them, what happened
 * meanwhile is spread evenly over the gap; where counts fell, as in a Redis that was emptied, they began anew.
 * @param moments the oldest first; one more than there are steps
 */
export function ratesOf(moments: readonly DatedMoment[], hours: number): Rates {
  const stepMinutes = (moments[1]?.minute ?? 0) - (moments[0]?.minute ?? 0);
  const stages = {} as Record<StageName, RateStep[]>;
  for (const stage of stageNames) stages[stage] = stepsOf(moments, stage);
  return { hours, stepMinutes, stages };
}

function stepsOf(moments: readonly DatedMoment[], stage: StageName): RateStep[] {
  // A moment that an earlier version noted may lack a stage.
  const dated = moments.map(({ minute, moment }) => ({ minute, seen: moment?.[stage] }));
  return dated.slice(1).map(({ minute, seen }, i) => {
    const before = dated.slice(0, i + 1).findLast((one) => one.seen !== undefined);
    const after = dated.slice(i + 1).find((one) => one.seen !== undefined);
    const perMinute = (count: 'done' | 'failed') => {
      if (!before?.seen || !after?.seen) return null;
      const [first, last] = [before.seen[count], after.seen[count]];
      const grown = last < first ? last : last - first;
      return Math.round((grown / (after.minute - before.minute)) * 100) / 100;
    };
    return {
      at: new Date(minute * 60_000).toISOString(),
      donePerMinute: perMinute('done'),
      failedPerMinute: perMinute('failed'),
      waiting: seen?.waiting ?? null,
    };
  });
}
