import { invalidInput, notFound } from '../errors.ts';
import type { ScriptedRedis } from './queue-scripts.ts';
import { type Problem, type StageKeys, type StageName, stageKeys } from './stage-keys.ts';
import { retryMove } from './stage-books.ts';

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
      { code: 'MessageUnknown', detail: { stage, id } },
    );
  }
  return retryMove(redis, keys, id, json);
}
