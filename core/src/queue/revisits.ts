import type { RevisitsConfig } from '../config/revisits.ts';
import { isPvsError } from '../errors.ts';
import { readFailures, retryFailure } from './failures.ts';
import type { ScriptedRedis } from './queue-scripts.ts';
import { type Problem, type StageName, stageNames } from './stage-keys.ts';

/** Hash id → how often it was tried again by itself since it last succeeded. */
export const revisitsKey = (stage: StageName) => `${stage}_revisits`;

/** When a failed item is tried again by itself. */
export interface Revisit {
  /** ISO 8601. */
  readonly due: string;
  /** The how manieth time, from 1. */
  readonly number: number;
  /** How often at most. */
  readonly of: number;
}

/** A failure, and when it is tried again where its reason may pass. */
export type RevisitedProblem = Problem & { readonly revisit?: Revisit };

/**
 * When an item that failed is tried again, that was tried `tries` times already; never where its reason will not pass,
 * its message is not on record, or it was tried often enough.
 */
export function revisitOf(
  { code, at, queue }: Pick<Problem, 'code' | 'at' | 'queue'>,
  tries: number,
  { codes, afterS }: RevisitsConfig,
): Revisit | undefined {
  const wait = afterS[tries];
  if (wait === undefined || queue === '' || !codes.includes(code)) return undefined;
  return {
    due: new Date(Date.parse(at) + wait * 1000).toISOString(),
    number: tries + 1,
    of: afterS.length,
  };
}

/** {@link readFailures}, with what comes of them by itself. */
export async function readRevisits(
  redis: ScriptedRedis,
  config: RevisitsConfig,
): Promise<RevisitedProblem[]> {
  const tries = await readTries(redis);
  return (await readFailures(redis)).map((problem) => {
    const revisit = revisitOf(problem, tries[problem.stage][problem.id] ?? 0, config);
    return revisit ? { ...problem, revisit } : problem;
  });
}

type Tries = Record<StageName, Record<string, number>>;

async function readTries(redis: ScriptedRedis): Promise<Tries> {
  const ofStage = async (stage: StageName) => {
    const counts = Object.entries(await redis.hgetall(revisitsKey(stage)));
    return [stage, Object.fromEntries(counts.map(([id, count]) => [id, Number(count)]))] as const;
  };
  return Object.fromEntries(await Promise.all(stageNames.map(ofStage))) as Tries;
}

/**
 * Puts back what is due at `now`, each by the one move that retries have, and forgets the counts of what succeeded.
 * A try is counted before it is made: whoever dies in between has lost a try, and no item.
 * @returns what is back in its queue
 */
export async function revisitFailures(
  redis: ScriptedRedis,
  config: RevisitsConfig,
  now: Date = new Date(),
): Promise<RevisitedProblem[]> {
  const due = (await readRevisits(redis, config)).filter(
    ({ revisit }) => revisit !== undefined && Date.parse(revisit.due) <= now.getTime(),
  );
  const back: RevisitedProblem[] = [];
  for (const problem of due) {
    await redis.hincrby(revisitsKey(problem.stage), problem.id, 1);
    if (await isBack(redis, problem)) back.push(problem);
  }
  await forgetDone(redis);
  return back;
}

/** False where it moved on meanwhile. */
async function isBack(redis: ScriptedRedis, { stage, id }: Problem): Promise<boolean> {
  return retryFailure(redis, stage, id).catch((error: unknown) => {
    if (isPvsError(error, 'NotFound') || isPvsError(error, 'InvalidInput')) return false;
    throw error;
  });
}

async function forgetDone(redis: ScriptedRedis): Promise<void> {
  for (const stage of stageNames) {
    const ids = await redis.hkeys(revisitsKey(stage));
    if (ids.length === 0) continue;
    const done = await redis.smismember(`${stage}-success_set`, ...ids);
    const forgotten = ids.filter((_, i) => done[i] === 1);
    if (forgotten.length > 0) await redis.hdel(revisitsKey(stage), ...forgotten);
  }
}
