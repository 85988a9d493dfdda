import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { stageKeys } from '@pvs/core/queue/stage-keys';
import type { Task } from './task.ts';
import { taskKeys } from './task-keys.ts';

/** What is noted and pushed in one move. */
export interface Submission {
  readonly task: Task;
  /** A version of a file of a source, which is pushed once for ever. */
  readonly once?: { readonly source: string; readonly version: string };
  /** Fields of {@link taskKeys.browses}. */
  readonly browses?: Readonly<Record<string, string>>;
}

/**
 * Record and messages come and go together: a Redis that loses its last second loses either both or none. What an
 * earlier push of the same package came to is forgotten in the same move, so that a task shows its own.
 */
const SCRIPT = `
-- KEYS tasks open seen browses uploads [success failure problems]×2   ARGV task json now version items [queue message preprocess-id register-id]… [browse note]…
local call = redis.call
call('HDEL', KEYS[5], ARGV[1])
if ARGV[4] ~= '' then
  local before = call('HGET', KEYS[3], ARGV[4])
  if before then return before end
  call('HSET', KEYS[3], ARGV[4], ARGV[1])
elseif call('HEXISTS', KEYS[1], ARGV[1]) == 1 then
  return ARGV[1]
end
call('HSET', KEYS[1], ARGV[1], ARGV[2])
call('ZADD', KEYS[2], ARGV[3], ARGV[1])
local last = 5 + 4 * tonumber(ARGV[5])
for i = 6, last, 4 do
  for stage = 0, 1 do
    local id = ARGV[i + 2 + stage]
    call('SREM', KEYS[6 + 3 * stage], id)
    call('SREM', KEYS[7 + 3 * stage], id)
    call('HDEL', KEYS[8 + 3 * stage], id)
  end
  call('LPUSH', ARGV[i], ARGV[i + 1])
end
for i = last + 1, #ARGV, 2 do call('HSET', KEYS[4], ARGV[i], ARGV[i + 1]) end
return ARGV[1]
`;

/**
 * Notes a task and pushes its messages, once: sending it again, as after a lost answer, changes nothing.
 * @returns the id of the task; of an earlier one where this version was seen before
 */
export async function submitTask(
  redis: ScriptedRedis,
  { task, once, browses = {} }: Submission,
): Promise<string> {
  const keys = [
    taskKeys.tasks,
    taskKeys.open,
    taskKeys.seen(once?.source ?? ''),
    taskKeys.browses,
    taskKeys.uploads,
    ...[stageKeys.preprocess, stageKeys.register].flatMap((k) => [k.success, k.failure, k.problems]),
  ];
  const items = task.items.flatMap((item) => [item.queue, item.message, item.preprocessId, item.registerId]);
  const values = [
    ...[task.id, JSON.stringify(task), Date.parse(task.at), once?.version ?? '', task.items.length],
    ...items,
    ...Object.entries(browses).flat(),
  ];
  return (await redis.eval(SCRIPT, keys.length, ...keys, ...values)) as string;
}
