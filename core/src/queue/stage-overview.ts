import type { ScriptedRedis } from './queue-scripts.ts';
import {
  heartbeatKey,
  type Problem,
  type Progress,
  type StageKeys,
  type StageName,
  stageKeys,
  type Trouble,
} from './stage-keys.ts';
import { lookAtQueues } from './stage-books.ts';

export { readFailures, retryFailure } from './failures.ts';

/** An item in work. */
export interface WorkingItem {
  readonly id: string;
  /** Absent in the moment before its first step. */
  readonly progress?: Progress;
}

/** An item that waits for a backing service. */
export interface DelayedItem extends Trouble {
  readonly id: string;
  /** When it is tried again, ISO 8601. */
  readonly due: string;
}

/** Where the items of one stage are. */
export interface StageOverview {
  readonly stage: StageName;
  /** Length of each queue. */
  readonly waiting: Readonly<Record<string, number>>;
  /** Messages that wait behind one of the same id that is in work or delayed. */
  readonly parked: number;
  readonly delayed: readonly DelayedItem[];
  /**
   * For how long the oldest message is known to have waited, seconds; null where none waits. Counted from when a
   * worker, a scrape or a status first saw it: a list carries no times.
   */
  readonly oldestS: number | null;
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
  | { readonly state: 'delayed'; readonly trouble?: Trouble }
  | { readonly state: 'done' }
  | { readonly state: 'failed'; readonly problem?: Problem };

/** All stages, in the order a product passes them; the archive, which not every stack has, where there is one. */
export async function readOverview(redis: ScriptedRedis): Promise<StageOverview[]> {
  const all = await Promise.all(Object.values(stageKeys).map((keys) => stageOverview(redis, keys)));
  return all.filter((one) => one.stage !== 'archive' || isInUse(one));
}

const isInUse = ({ waiting, delayed, working, succeeded, failed, workers }: StageOverview) =>
  Object.values(waiting).some((count) => count > 0) ||
  [delayed.length, working.length, succeeded, failed, workers].some((count) => count > 0);

/** One stage, as of now. */
export async function stageOverview(redis: ScriptedRedis, keys: StageKeys): Promise<StageOverview> {
  // In the order in which an item moves: one that moves meanwhile is seen twice rather than not at all.
  const waiting = await Promise.all(
    keys.queues.map(async (queue) => [queue, await redis.llen(queue)] as const),
  );
  const delayed = await delayedItems(redis, keys);
  const parked = (await redis.hvals(keys.parked)).reduce((sum, count) => sum + Number(count), 0);
  const workers = await redis.smembers(keys.workers);
  const working = await redis.smembers(keys.working);
  const [progress, succeeded, failed, since] = await Promise.all([
    redis.hgetall(keys.progress),
    redis.scard(keys.success),
    redis.scard(keys.failure),
    lookAtQueues(redis, keys),
  ]);
  const beats = workers.map((worker) => heartbeatKey(keys.stage, worker));
  return {
    stage: keys.stage,
    waiting: Object.fromEntries(waiting),
    // The first message of a delayed id stands in the same list as those that wait behind it.
    parked: Math.max(0, parked - delayed.length),
    delayed,
    oldestS: oldest(since, delayed),
    working: working.sort().map((id) => ({ id, ...withProgress(progress[id]) })),
    succeeded,
    failed,
    workers: beats.length === 0 ? 0 : await redis.exists(...beats),
  };
}

async function delayedItems(redis: ScriptedRedis, keys: StageKeys): Promise<DelayedItem[]> {
  const [due, troubles] = await Promise.all([
    redis.zrange(keys.delayed, 0, '-1', 'WITHSCORES'),
    redis.hgetall(keys.troubles),
  ]);
  // Pairs in one protocol version, member and score in turn in the other.
  const flat: string[] = due.flat().map(String);
  return flat.flatMap((id, i) => {
    if (i % 2 === 1) return [];
    const at = new Date(Number(flat[i + 1])).toISOString();
    const trouble = (JSON.parse(troubles[id] ?? 'null') as Trouble | null) ?? {
      since: at,
      tries: 0,
      reason: '',
    };
    return [{ id, ...trouble, due: at }];
  });
}

function oldest(waitingSinceMs: number | undefined, delayed: readonly DelayedItem[]): number | null {
  const times = [
    ...delayed.map(({ since }) => Date.parse(since)),
    ...(waitingSinceMs ? [waitingSinceMs] : []),
  ];
  return times.length === 0 ? null : Math.max(0, Math.round((Date.now() - Math.min(...times)) / 1000));
}

const withProgress = (json: string | null | undefined) =>
  json === null || json === undefined ? {} : { progress: JSON.parse(json) as Progress };

/** Where one item of one stage is; an item that only waits is `absent`, since a queue holds messages, not ids. */
export async function readOutcome(redis: ScriptedRedis, stage: StageName, id: string): Promise<ItemOutcome> {
  const keys = stageKeys[stage];
  const [working, progress, delayed, trouble, failed, problem, done] = await Promise.all([
    redis.sismember(keys.working, id),
    redis.hget(keys.progress, id),
    redis.zscore(keys.delayed, id),
    redis.hget(keys.troubles, id),
    redis.sismember(keys.failure, id),
    redis.hget(keys.problems, id),
    redis.sismember(keys.success, id),
  ]);
  if (working === 1) return { state: 'working', ...withProgress(progress) };
  if (delayed !== null)
    return { state: 'delayed', ...(trouble ? { trouble: JSON.parse(trouble) as Trouble } : {}) };
  if (failed === 1)
    return { state: 'failed', ...(problem ? { problem: JSON.parse(problem) as Problem } : {}) };
  return { state: done === 1 ? 'done' : 'absent' };
}
