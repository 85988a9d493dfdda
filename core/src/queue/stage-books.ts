import type { ScriptedRedis } from './queue-scripts.ts';
import type { Problem, StageKeys } from './stage-keys.ts';

/** The keys in the order in which the scripts name them. */
export const keyVector = (k: StageKeys): readonly string[] => [
  ...[k.working, k.success, k.failure, k.problems, k.progress, k.attempts],
  ...[k.owners, k.workers, k.delayed, k.troubles, k.parked, k.taken, k.finished],
];

/**
 * Looks at the queues of a stage and notes how long they are now.
 * @returns since when the oldest waiting message is known to wait, Unix time in ms; undefined where none waits
 */
export async function lookAtQueues(redis: ScriptedRedis, keys: StageKeys): Promise<number | undefined> {
  return (await redis.pvsLook(...keyVector(keys), ...keys.queues)) || undefined;
}

/** One atomic move of a failure to its queue; false where the failure has changed. */
export async function retryMove(
  redis: ScriptedRedis,
  keys: StageKeys,
  id: string,
  problemJson: string,
): Promise<boolean> {
  const { raw, rawBase64, queue } = JSON.parse(problemJson) as Problem;
  const bytes = rawBase64 === undefined ? raw : Buffer.from(rawBase64, 'base64');
  return (await redis.pvsRetry(...keyVector(keys), id, problemJson, queue, bytes)) === 1;
}
