import { isUtf8 } from 'node:buffer';
import { invalidInput, isPvsError, messageOf, PvsError } from '../errors.ts';
import type { Logger } from '../observe/log.ts';
import { stageMetrics } from '../observe/stage-metrics.ts';
import { inSpan, markFailed } from '../observe/tracing.ts';
import { prefixOf } from '../storage/product-keys.ts';
import { backoffMs } from './backoff.ts';
import type { ByteBudget } from './byte-budget.ts';
import { carriedTrace, carryTrace } from './carried-trace.ts';
import type { Circuit } from './circuit.ts';
import { ItemAborted } from './held-items.ts';
import type { Tenancy } from './lease.ts';
import { problemOf } from './problem-of.ts';
import type { ScriptedRedis } from './queue-scripts.ts';
import type { ProgressBoard } from './progress-board.ts';
import { runSteps } from './run-steps.ts';
import type { Stage } from './stage.ts';
import { stageKeys } from './stage-keys.ts';
import type { BegunItem } from './queue-item.ts';
import { asUnavailable } from './transient-errors.ts';

/** When a stage gives up on an item. */
export interface RunPolicy {
  /** Times an item is taken up before it fails as `crashed`. */
  readonly maxAttempts: number;
  /** How long it waits for a backing service, seconds since it first met that it was away. */
  readonly maxUnavailableS: number;
}

/** What every item of a running stage is run with. */
export interface StageRun<State> {
  readonly stage: Stage<State>;
  readonly log: Logger;
  readonly redis: ScriptedRedis;
  readonly policy: RunPolicy;
  readonly circuit: Circuit;
  readonly budget: ByteBudget;
  readonly board: ProgressBoard;
  /** Whether a place goes to the next item when one is finished: not while the stage stops or waits. */
  takesOn(): boolean;
}

/** Pauses of an item whose service is away. */
const DELAYS = { firstMs: 1000, mostMs: 30_000 };

/** Takes an item, and what follows in its place, from in-flight to an outcome, or aside, or back. */
export async function runItem<State>(
  run: StageRun<State>,
  tenancy: Tenancy,
  first: BegunItem,
): Promise<void> {
  for (let item: BegunItem | undefined = first; item;) {
    const running: BegunItem = item;
    const signal = tenancy.held.add(running);
    item = await runTraced(run, tenancy, running, signal).finally(() => {
      tenancy.held.drop(running);
      run.board.drop(running);
    });
    // It came along while the order to stop was on its way.
    if (item && !run.takesOn()) {
      await tenancy.queue.giveBack(item);
      return;
    }
  }
}

/** A part of the trace that its message came with. */
async function runTraced<State>(
  run: StageRun<State>,
  tenancy: Tenancy,
  item: BegunItem,
  signal: AbortSignal,
): Promise<BegunItem | undefined> {
  const from = await carriedTrace(run.redis, { queue: item.queue, message: item.raw });
  const attributes = { 'pvs.item': item.id, 'messaging.destination.name': item.queue };
  return inSpan({ name: run.stage.keys.stage, kind: 'consumer', attributes, from: from ?? {} }, () =>
    runOne(run, tenancy, item, signal),
  );
}

/** @returns what took the item's place */
async function runOne<State>(
  run: StageRun<State>,
  { queue }: Tenancy,
  item: BegunItem,
  signal: AbortSignal,
): Promise<BegunItem | undefined> {
  const { stage, policy, circuit } = run;
  const log = run.log.child({ stage: stage.keys.stage, id: item.id, ...productOf(item) });
  const started = performance.now();
  const facts = () => ({
    seconds: Math.round(performance.now() - started) / 1000,
    attempts: item.attempts,
  });
  stageMetrics.attempts.inc({ stage: stage.keys.stage });
  try {
    if (item.attempts > policy.maxAttempts) throw crashed(item.attempts - 1);
    if (!isUtf8(item.bytes)) throw notText();
    const report = run.board.set.bind(run.board, queue, item);
    const next = await runSteps(stage, item, { log, signal, budget: run.budget, report });
    const isBack = circuit.passed();
    await carryTrace(run.redis, next);
    const { kept, following } = await queue.succeed(item, next, run.takesOn());
    if (isBack) await queue.hurry();
    log.info({ ...facts(), kept }, 'Item:Done');
    if (kept) countFinished(stage.keys.stage, 'success', started);
    return following;
  } catch (error) {
    if (signal.aborted) return await giveBack(run, queue, item, signal, log);
    const unavailable = asUnavailable(error);
    if (unavailable) {
      circuit.unavailable(unavailable.message);
      if (await delayed(run, queue, item, unavailable, log)) return undefined;
    } else circuit.undecided();
    markFailed(messageOf(unavailable ?? error));
    const problem = problemOf(stage.keys.stage, item, unavailable ?? error);
    const { kept, following } = await queue.fail(item, problem, run.takesOn());
    const stack = isPvsError(error) || !(error instanceof Error) ? undefined : error.stack;
    const { code, message } = problem;
    log.warn({ ...facts(), kept, code, problem: message, stack }, 'Item:Failed');
    if (kept) countFinished(stage.keys.stage, 'failure', started, code);
    return following;
  }
}

/** The same in every stage that has a package or its objects in work, whose ids are paths with and without extension. */
const productOf = ({ id, queue }: BegunItem) =>
  PRODUCT_QUEUES.includes(queue) ? { product: prefixOf(id) } : {};
const PRODUCT_QUEUES: readonly string[] = [
  ...stageKeys.preprocess.queues,
  ...stageKeys.register.queues,
  ...stageKeys.archive.queues,
];

function countFinished(stage: string, outcome: 'success' | 'failure', started: number, code = ''): void {
  stageMetrics.finished.inc({ stage, outcome, code });
  stageMetrics.itemSeconds.observe({ stage, outcome }, (performance.now() - started) / 1000);
}

type Queue = Tenancy['queue'];

async function giveBack<State>(
  { circuit }: StageRun<State>,
  queue: Queue,
  item: BegunItem,
  signal: AbortSignal,
  log: Logger,
): Promise<undefined> {
  circuit.undecided();
  const reason: unknown = signal.reason;
  const lost = reason instanceof ItemAborted && reason.lost;
  if (!lost) await queue.giveBack(item);
  log.info({ reason: messageOf(reason) }, lost ? 'Item:Abandoned' : 'Item:GivenBack');
}

/** Sets the item aside; false where it has waited long enough. */
async function delayed<State>(
  { policy }: StageRun<State>,
  queue: Queue,
  item: BegunItem,
  error: PvsError,
  log: Logger,
): Promise<boolean> {
  const before = await queue.troubleOf(item.id);
  const since = before?.since ?? new Date().toISOString();
  const waitedS = (Date.now() - Date.parse(since)) / 1000;
  if (waitedS >= policy.maxUnavailableS) return false;
  const tries = (before?.tries ?? 0) + 1;
  await queue.delay(item, backoffMs(DELAYS, tries), { since, tries, reason: error.message });
  log.debug({ reason: error.message, tries }, 'Item:Delayed');
  return true;
}

function crashed(times: number) {
  return new PvsError('InvalidInput', `its worker died ${times} times while it was in work`, {
    code: 'crashed',
    detail: { times },
  });
}

const notText = () =>
  invalidInput('the message is not UTF-8 text: expected a path, an identifier, an interval or JSON', {
    code: 'InvalidMessage',
  });
