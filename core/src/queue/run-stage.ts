import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../errors.ts';
import type { Logger } from '../observe/log.ts';
import { ByteBudget } from './byte-budget.ts';
import { Circuit } from './circuit.ts';
import { Doorbell } from './doorbell.ts';
import { ItemAborted } from './held-items.ts';
import { Lease } from './lease.ts';
import { ProgressBoard } from './progress-board.ts';
import type { ScriptedRedis } from './queue-scripts.ts';
import { Refusal } from './refusal.ts';
import { runItem, type RunPolicy, type StageRun } from './run-item.ts';
import { Slots } from './slots.ts';
import type { Stage } from './stage.ts';
import type { Taken } from './stage-queue.ts';

export interface StageOptions extends RunPolicy {
  /** Items in work at once in this process. */
  readonly concurrency: number;
  /** How long a worker may be silent before its items are taken back, milliseconds. */
  readonly leaseMs?: number;
  /** Shared by the stages of a process; without it bytes in work have no limit. */
  readonly budget?: ByteBudget;
}

export interface RunningStage {
  /** Why it takes no items at the moment: a backing service is away, or Redis refuses. Undefined while it does. */
  waitsFor(): string | undefined;
  /** Takes no more items, waits for those in work up to `graceMs`, gives the rest back. */
  stop(graceMs: number): Promise<void>;
}

/** Delayed items and freed places are looked for this often even when no message arrives. */
const LOOK_MS = 1000;
/** How long steps that were told to stop may take to notice, and Redis to take leave of. */
const LEAVE_MS = 2000;

/**
 * Executes a stage: takes messages as places become free, runs their steps, and moves each to its outcome. One bad
 * item never stops it.
 */
export function runStage<State>(
  stage: Stage<State>,
  redis: ScriptedRedis,
  log: Logger,
  options: StageOptions,
): RunningStage {
  const { concurrency, leaseMs = 15_000, budget = new ByteBudget(Infinity), ...policy } = options;
  const stageLog = log.child({ stage: stage.keys.stage });
  const idOf = (raw: string, queue: string) => stage.idOf(raw, queue);
  const lease = new Lease(redis, stage.keys, idOf, stageLog, { leaseMs, places: concurrency });
  const circuit = new Circuit(stageLog);
  const refusal = new Refusal(stageLog, 'Queue');
  const slots = new Slots(concurrency);
  const stopping = new AbortController();
  const stopped = new AbortController();
  const takesOn = () => !stopping.signal.aborted && circuit.reason === undefined;
  const run: StageRun<State> = {
    stage,
    log,
    redis,
    policy,
    circuit,
    budget,
    board: new ProgressBoard(),
    takesOn,
  };
  const keeping = lease.enter().then(() => lease.keep(stopped.signal));
  const taking = takeItems(run, redis, { lease, slots, refusal }, stopping.signal);

  return {
    waitsFor: () => circuit.reason ?? refusal.reason ?? lease.refusal.reason,
    async stop(graceMs) {
      stopping.abort();
      await within(LEAVE_MS, taking);
      if (!(await within(graceMs, slots.idle()))) {
        lease.tenancy.held.abort(new ItemAborted('the worker stops', false));
        await within(LEAVE_MS, slots.idle());
      }
      stopped.abort();
      await within(
        LEAVE_MS,
        keeping.then(() => lease.tenancy.membership.leave()),
      );
    },
  };
}

async function takeItems<State>(
  run: StageRun<State>,
  redis: ScriptedRedis,
  { lease, slots, refusal }: { readonly lease: Lease; readonly slots: Slots; readonly refusal: Refusal },
  stop: AbortSignal,
): Promise<void> {
  const doorbell = new Doorbell(redis, run.stage.keys.queues);
  const pause = (ms: number) => sleep(ms, undefined, { signal: stop }).catch(() => undefined);
  while (!stop.aborted) {
    if (slots.free === 0) await Promise.race([slots.released(), aborted(stop)]);
    // Places that are released together are filled together.
    await new Promise(setImmediate);
    const allowed = run.circuit.allow(slots.free);
    if (stop.aborted || slots.free === 0) continue;
    if (allowed === 0) {
      await pause(Math.min(LOOK_MS, run.circuit.pauseMs));
      continue;
    }
    try {
      const taken = await takeSome(run, lease, slots, allowed);
      refusal.passed();
      if (taken === undefined) await lease.renew();
      else if (taken.begun.length === 0 && !taken.more) await doorbell.wait(LOOK_MS, stop);
    } catch (error) {
      refusal.met(error);
      await pause(LOOK_MS);
    }
  }
  doorbell.close();
}

/** Starts what could be taken. Undefined where the lease was lost. */
async function takeSome<State>(
  run: StageRun<State>,
  lease: Lease,
  slots: Slots,
  count: number,
): Promise<Taken | undefined> {
  const { tenancy } = lease;
  const taken = await tenancy.queue.take(count);
  for (const item of taken?.begun ?? []) {
    slots.take();
    run.circuit.taken();
    void runItem(run, tenancy, item)
      .catch((error: unknown) => run.log.error({ id: item.id, error: messageOf(error) }, 'Item:Unfinished'))
      .finally(() => slots.release());
  }
  return taken;
}

/** Whether it ended well in time. */
async function within(ms: number, action: Promise<unknown>): Promise<boolean> {
  const late = new AbortController();
  const timer = sleep(ms, false, { signal: late.signal }).catch(() => false);
  return Promise.race([action.then(() => true), timer]).finally(() => late.abort());
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
