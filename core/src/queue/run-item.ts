import { setTimeout as sleep } from 'node:timers/promises';
import { isPvsError, messageOf, PvsError } from '../errors.ts';
import type { Logger } from '../observe/log.ts';
import { stageMetrics } from '../observe/stage-metrics.ts';
import type { Job, Stage, Step } from './stage.ts';
import type { Problem } from './stage-keys.ts';
import type { StageQueue, TakenItem } from './stage-queue.ts';

/** When a stage gives up on an item. */
export interface RunPolicy {
  /** Times an item is taken up before it fails as `crashed`. */
  readonly maxAttempts: number;
  /** How long it waits for a backing service, seconds. */
  readonly maxUnavailableS: number;
}

/** Takes one item from in-flight to its outcome: done, failed with a problem, or back in its queue. */
export async function runItem<State>(
  stage: Stage<State>,
  queue: StageQueue,
  item: TakenItem,
  log: Logger,
  policy: RunPolicy,
  abandon: AbortSignal,
): Promise<void> {
  const attempts = await queue.begin(item);
  if (attempts === undefined) {
    // Another worker has this id: let others of the queue pass before looking again.
    await sleep(250);
    return;
  }
  const itemLog = log.child({ stage: stage.keys.stage, id: item.id });
  const started = performance.now();
  const seconds = () => Math.round(performance.now() - started) / 1000;
  try {
    if (attempts > policy.maxAttempts) throw crashed(attempts - 1);
    const next = await runSteps(stage, queue, item, itemLog, policy, abandon);
    const kept = await queue.succeed(item, next);
    itemLog.info({ seconds: seconds(), attempts, kept }, 'Item:Done');
    stageMetrics.finished.inc({ stage: stage.keys.stage, outcome: 'success', code: '' });
  } catch (error) {
    if (abandon.aborted) {
      await queue.giveBack(item, false);
      itemLog.info({ seconds: seconds() }, 'Item:GivenBack');
      return;
    }
    const problem = problemOf(stage, item, attempts, error);
    const kept = await queue.fail(item, problem);
    const stack = isPvsError(error) || !(error instanceof Error) ? undefined : error.stack;
    itemLog.warn(
      { seconds: seconds(), attempts, kept, code: problem.code, problem: problem.message, stack },
      'Item:Failed',
    );
    stageMetrics.finished.inc({ stage: stage.keys.stage, outcome: 'failure', code: problem.code });
  }
}

async function runSteps<State>(
  stage: Stage<State>,
  queue: StageQueue,
  item: TakenItem,
  log: Logger,
  policy: RunPolicy,
  signal: AbortSignal,
) {
  let state = stage.begin(item.raw, item.queue);
  try {
    const steps = stage.steps.filter((step) => step.applies?.(state) ?? true);
    const total = steps.reduce((sum, step) => sum + (step.weight ?? 1), 0);
    let before = 0;
    for (const step of stage.steps) {
      if (step.applies?.(state) === false) continue;
      const weight = step.weight ?? 1;
      const report = progressReporter(queue, item.id, step.name, before / total, weight / total);
      report(0);
      const job: Job = { id: item.id, log, signal, progress: report };
      const given = state;
      state = {
        ...given,
        ...(await timed(stage, step, () => waiting(() => step.run(given, job), log, policy, signal))),
      };
      before += weight;
    }
    return stage.next(state);
  } finally {
    await stage.cleanUp?.(state);
  }
}

async function timed<State, T>(stage: Stage<State>, step: Step<State>, run: () => Promise<T>): Promise<T> {
  const end = stageMetrics.stepSeconds.startTimer({ stage: stage.keys.stage, step: step.name });
  try {
    return await run();
  } finally {
    end();
  }
}

/** Runs a step again, with growing pauses, while a backing service is away. */
async function waiting<T>(
  run: () => Promise<T>,
  log: Logger,
  policy: RunPolicy,
  signal: AbortSignal,
): Promise<T> {
  const giveUpAt = Date.now() + policy.maxUnavailableS * 1000;
  for (let attempt = 0; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      return await run();
    } catch (error) {
      if (!isPvsError(error, 'SourceUnavailable') || Date.now() >= giveUpAt) throw error;
      if (attempt === 0) log.warn({ reason: error.message }, 'Item:Waits');
      const pauseMs = Math.min(500 * 2 ** attempt, 30_000) * (0.5 + Math.random() / 2);
      await sleep(pauseMs, undefined, { signal });
    }
  }
}

/** Writes at most four times a second: GDAL reports thousands of times. */
function progressReporter(queue: StageQueue, id: string, step: string, from: number, share: number) {
  let last = -Infinity;
  const since = new Date().toISOString();
  return (fraction: number) => {
    const now = performance.now();
    if (now - last < 250 && fraction < 1) return;
    last = now;
    const percent = Math.round(100 * (from + share * Math.min(1, Math.max(0, fraction))));
    // Progress is a courtesy: an item does not fail because it could not be written.
    queue.report(id, { step, percent, since }).catch(() => undefined);
  };
}

function crashed(times: number) {
  return new PvsError('InvalidInput', `its worker died ${times} times while it was in work`, {
    code: 'crashed',
    detail: { times },
  });
}

function problemOf<State>(stage: Stage<State>, item: TakenItem, attempts: number, error: unknown): Problem {
  return {
    stage: stage.keys.stage,
    id: item.id,
    code: isPvsError(error) ? error.code : 'InternalError',
    message: messageOf(error),
    at: new Date().toISOString(),
    attempts,
    raw: item.raw,
    queue: item.queue,
    detail: isPvsError(error) ? error.detail : {},
  };
}
