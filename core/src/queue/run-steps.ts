import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../observe/log.ts';
import { stageMetrics } from '../observe/stage-metrics.ts';
import { inSpan } from '../observe/tracing.ts';
import { backoffMs } from './backoff.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { Progress } from './stage-keys.ts';
import type { BegunItem, QueueMessage } from './queue-item.ts';
import type { Job, Stage, Step } from './stage.ts';
import { asUnavailable } from './transient-errors.ts';

/** A hiccup of a service costs a step, not the steps before it as well. */
const HICCUP = { firstMs: 200, mostMs: 1000 };
const HICCUP_TRIES = 2;

/** What the steps of one item are run with. */
export interface StepRun {
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly budget: ByteBudget;
  report(progress: Progress): void;
}

/**
 * Runs the steps of one item, each with what those before it found out.
 * @returns the messages that follow from it
 */
export async function runSteps<State>(
  stage: Stage<State>,
  item: BegunItem,
  run: StepRun,
): Promise<readonly QueueMessage[]> {
  let state = stage.begin(item.raw, item.queue);
  let reserved = 0;
  const reserve = async (bytes: number) => {
    run.budget.release(reserved);
    reserved = 0;
    await run.budget.reserve(bytes, run.signal);
    reserved = bytes;
  };
  try {
    const steps = stage.steps.filter((step) => step.applies?.(state) ?? true);
    const total = steps.reduce((sum, step) => sum + (step.weight ?? 1), 0);
    let before = 0;
    for (const step of stage.steps) {
      if (step.applies?.(state) === false) continue;
      const weight = step.weight ?? 1;
      const progress = reporter(run, step.name, before / total, weight / total);
      progress(0);
      const job: Job = {
        ...{ id: item.id, log: run.log, signal: run.signal, progress, reserve },
        transferred: (direction, bytes) =>
          stageMetrics.bytes.inc({ stage: stage.keys.stage, direction }, bytes),
      };
      const found = inSpan({ name: step.name, kind: 'internal' }, () => runStep(stage, step, state, job));
      state = { ...state, ...(await found) };
      before += weight;
    }
    return stage.next(state);
  } finally {
    run.budget.release(reserved);
    await stage.cleanUp?.(state);
  }
}

async function runStep<State>(stage: Stage<State>, step: Step<State>, state: State, job: Job) {
  const end = stageMetrics.stepSeconds.startTimer({ stage: stage.keys.stage, step: step.name });
  try {
    for (let tries = 1; ; tries += 1) {
      job.signal.throwIfAborted();
      try {
        return await step.run(state, job);
      } catch (error) {
        if (tries > HICCUP_TRIES || job.signal.aborted || !asUnavailable(error)) throw error;
        await sleep(backoffMs(HICCUP, tries), undefined, { signal: job.signal });
      }
    }
  } finally {
    end();
  }
}

function reporter(run: StepRun, step: string, from: number, share: number) {
  const since = new Date().toISOString();
  return (fraction: number) => {
    const percent = Math.round(100 * (from + share * Math.min(1, Math.max(0, fraction))));
    run.report({ step, percent, since });
  };
}
