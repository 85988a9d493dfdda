import { invalidInput, notFound } from '../errors.ts';
import type { ScriptedRedis } from './queue-scripts.ts';
import {
  heartbeatKey,
  inFlightKey,
  type Problem,
  type Progress,
  type StageKeys,
  type StageName,
  stageKeys,
} from './stage-keys.ts';

/** An item in work. */
export interface WorkingItem {
  readonly id: string;
  /** Absent in the moment between being taken and its first step. */
  readonly progress?: Progress;
}

/** Where the items of one stage are. */
export interface StageOverview {
  readonly stage: StageName;
  /** Length of each queue. */
  readonly waiting: Readonly<Record<string, number>>;
  /** Messages that a worker has taken and not begun yet: for a moment, or while another has the same id. */
  readonly taken: number;
  readonly working: readonly WorkingItem[];
  readonly succeeded: number;
  readonly failed: number;
  /** Processes that take items of this stage and gave a sign of life within their lease. */
  readonly workers: number;
}

/** What one item has come to; the later state wins where an item was pushed again. */
export type ItemOutcome =
  | { readonly state: 'absent' }
  | { readonly state: 'working'; readonly progress?: Progress }
  | { readonly state: 'done' }
  | { readonly state: 'failed'; readonly problem?: Problem };

/** All stages, in the order a product passes them. */
export async function readOverview(redis: ScriptedRedis): Promise<StageOverview[]> {
  return Promise.all(Object.values(stageKeys).map((keys) => overviewOf(redis, keys)));
}

async function overviewOf(redis: ScriptedRedis, keys: StageKeys): Promise<StageOverview> {
  // In the order in which an item moves: one that moves meanwhile is seen twice rather than not at all.
  const waiting = await Promise.all(
    keys.queues.map(async (queue) => [queue, await redis.llen(queue)] as const),
  );
  const workers = await redis.smembers(keys.workers);
  const held = await Promise.all(
    keys.queues.flatMap((queue) => workers.map((worker) => redis.llen(inFlightKey(queue, worker)))),
  );
  const working = await redis.smembers(keys.working);
  const [progress, succeeded, failed] = await Promise.all([
    redis.hgetall(keys.progress),
    redis.scard(keys.success),
    redis.scard(keys.failure),
  ]);
  const beats = workers.map((worker) => heartbeatKey(keys.stage, worker));
  return {
    stage: keys.stage,
    waiting: Object.fromEntries(waiting),
    taken: Math.max(0, held.reduce((sum, length) => sum + length, 0) - working.length),
    working: working.sort().map((id) => ({ id, ...withProgress(progress[id]) })),
    succeeded,
    failed,
    workers: beats.length === 0 ? 0 : await redis.exists(...beats),
  };
}

const withProgress = (json: string | null | undefined) =>
  json === null || json === undefined ? {} : { progress: JSON.parse(json) as Progress };

/**
 * Why items failed, newest first. An id that somebody put into a failure set by hand has no problem and is
 * reported as `Unknown`.
 */
export async function readFailures(redis: ScriptedRedis): Promise<Problem[]> {
  const perStage = await Promise.all(Object.values(stageKeys).map((keys) => failuresOf(redis, keys)));
  return perStage.flat().sort((a, b) => (a.at < b.at ? 1 : -1));
}

async function failuresOf(redis: ScriptedRedis, keys: StageKeys): Promise<Problem[]> {
  const [ids, problems] = await Promise.all([redis.smembers(keys.failure), redis.hgetall(keys.problems)]);
  return ids.map((id) => {
    const json = problems[id];
    return json === undefined ? unknownProblem(keys.stage, id) : (JSON.parse(json) as Problem);
  });
}

const unknownProblem = (stage: StageName, id: string): Problem => {
  const message = 'no reason was recorded';
  return { stage, id, code: 'Unknown', message, at: '', attempts: 0, raw: '', queue: '', detail: {} };
};

/** Where one item of one stage is; an item that only waits is `absent`, since a queue holds messages, not ids. */
export async function readOutcome(redis: ScriptedRedis, stage: StageName, id: string): Promise<ItemOutcome> {
  const keys = stageKeys[stage];
  const [working, progress, failed, problem, done] = await Promise.all([
    redis.sismember(keys.working, id),
    redis.hget(keys.progress, id),
    redis.sismember(keys.failure, id),
    redis.hget(keys.problems, id),
    redis.sismember(keys.success, id),
  ]);
  if (working === 1) return { state: 'working', ...withProgress(progress) };
  if (failed === 1)
    return { state: 'failed', ...(problem ? { problem: JSON.parse(problem) as Problem } : {}) };
  return { state: done === 1 ? 'done' : 'absent' };
}

/**
 * Puts a failed item back into the queue it came from, with the message it was pushed with, in one atomic move:
 * of two retries at once one does it. The item's count of attempts starts anew.
 * @returns false where it has moved on since its problem was read
 * @throws NotFound where it is not among the stage's failures, InvalidInput where its message was not recorded
 */
export async function retryFailure(redis: ScriptedRedis, stage: StageName, id: string): Promise<boolean> {
  const keys = stageKeys[stage];
  const json = await redis.hget(keys.problems, id);
  if (!(await redis.sismember(keys.failure, id)))
    throw notFound(`'${id}' is not in ${keys.failure}`, { code: 'NoSuchFailure', detail: { stage, id } });
  if (json === null) {
    throw invalidInput(
      `'${id}' cannot be tried again: its message was not recorded; push it to ${keys.queues[0]}`,
      {
        code: 'MessageUnknown',
        detail: { stage, id },
      },
    );
  }
  const { raw, queue } = JSON.parse(json) as Problem;
  return (await redis.pvsRetry(keys.failure, keys.problems, keys.attempts, queue, id, json, raw)) === 1;
}
