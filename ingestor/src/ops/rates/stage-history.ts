import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { type StageName, stageKeys, stageNames } from '@pvs/core/queue/stage-keys';

/** Hash minute (Unix time / 60 s) → JSON {@link Moment}. */
export const HISTORY_KEY = 'ops_history';

/** A day: what an operator asks after a night. Prometheus has more. */
export const KEPT_MINUTES = 24 * 60;

/** A stage at one moment. */
export interface StageMoment {
  /** How many items ever came to it. */
  readonly done: number;
  readonly failed: number;
  /** Messages that wait, for whatever. */
  readonly waiting: number;
  readonly working: number;
}

/** Of an earlier version it may lack a stage. */
export type Moment = Readonly<Partial<Record<StageName, StageMoment>>>;

export const minuteOf = (timeMs: number) => Math.floor(timeMs / 60_000);

/**
 * Notes how the stages are at this minute, once however many processes do it, and forgets what is older than a day.
 * @returns whether this call noted it
 */
export async function noteMoment(redis: ScriptedRedis, nowMs = Date.now()): Promise<boolean> {
  const minute = minuteOf(nowMs);
  if (await redis.hexists(HISTORY_KEY, String(minute))) return false;
  const noted = await redis.hsetnx(HISTORY_KEY, String(minute), JSON.stringify(await readMoment(redis)));
  const old = (await redis.hkeys(HISTORY_KEY)).filter((key) => Number(key) <= minute - KEPT_MINUTES);
  if (old.length > 0) await redis.hdel(HISTORY_KEY, ...old);
  return noted === 1;
}

/** How the stages are now. */
export async function readMoment(redis: ScriptedRedis): Promise<Moment> {
  const moments = stageNames.map(async (name) => {
    const { finished, working, queues, delayed, parked } = stageKeys[name];
    const [ended, inWork, later, behind, ...lengths] = await Promise.all([
      redis.hgetall(finished),
      redis.scard(working),
      redis.zcard(delayed),
      redis.hvals(parked),
      ...queues.map((queue) => redis.llen(queue)),
    ]);
    const parkedCount = behind.reduce((sum, count) => sum + Number(count), 0);
    // The first message of a delayed id is among the parked.
    const waiting = lengths.reduce((sum, length) => sum + length, Math.max(parkedCount, later));
    const { done = 0, failed = 0 } = ended;
    return [name, { done: Number(done), failed: Number(failed), waiting, working: inWork }] as const;
  });
  return Object.fromEntries(await Promise.all(moments)) as Moment;
}

/** What was noted at these minutes; undefined where nobody was there. */
export async function readMoments(
  redis: ScriptedRedis,
  minutes: readonly number[],
): Promise<(Moment | undefined)[]> {
  const noted = await redis.hmget(HISTORY_KEY, ...minutes.map(String));
  return noted.map((json) => (json === null ? undefined : (JSON.parse(json) as Moment)));
}
