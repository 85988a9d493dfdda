import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { findTask } from './find-task.ts';
import { taskKeys } from './task-keys.ts';
import { hasEnded, readTaskState, type TaskState } from './task-state.ts';
import type { Task } from './task.ts';

/** Tasks that are looked at in one round. */
const MOST = 500;

/**
 * Looks at some of the open tasks, and notes what those came to that have ended: from then on they say so whatever
 * becomes of their ids. Their callbacks become due in the same move.
 * @param from rank among the open tasks to begin at
 * @returns the rank to begin the next round at
 */
export async function closeTasks(redis: ScriptedRedis, from: number, now = Date.now()): Promise<number> {
  const ids = await redis.zrange(taskKeys.open, from, String(from + MOST - 1));
  for (const id of ids) {
    const task = await findTask(redis, id);
    if (!task) {
      await redis.zrem(taskKeys.open, id);
      continue;
    }
    const state = await readTaskState(redis, task);
    if (hasEnded(state)) await closeTask(redis, task, state, now);
  }
  return ids.length < MOST ? 0 : from + MOST;
}

async function closeTask(redis: ScriptedRedis, task: Task, state: TaskState, now: number): Promise<void> {
  const noted = task.items.flatMap(({ browse }) => (browse === undefined ? [] : [browse]));
  const notes = noted.length > 0 ? await redis.hmget(taskKeys.browses, ...noted) : [];
  const move = redis
    .multi()
    .hset(taskKeys.outcomes, task.id, JSON.stringify(state))
    .zrem(taskKeys.open, task.id)
    .zadd(taskKeys.ended, now, task.id);
  for (const [i, browse] of noted.entries()) {
    // A later report may have written its own.
    if (notes[i]?.endsWith(` ${task.id}`) === true) move.hdel(taskKeys.browses, browse);
  }
  if (task.callback !== undefined) move.zadd(taskKeys.callbacks, now, task.id);
  await move.exec();
}

/** Forgets tasks that ended before a time. */
export async function forgetTasks(redis: ScriptedRedis, beforeMs: number): Promise<void> {
  const old = await redis.zrangebyscore(taskKeys.ended, '-inf', beforeMs, 'LIMIT', 0, MOST);
  if (old.length === 0) return;
  await redis
    .multi()
    .hdel(taskKeys.tasks, ...old)
    .hdel(taskKeys.outcomes, ...old)
    .zrem(taskKeys.ended, ...old)
    .exec();
}
