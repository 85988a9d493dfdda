import { randomBytes } from 'node:crypto';
import { notFound } from '@pvs/core/errors';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import type { Task } from './task.ts';
import { taskKeys } from './task-keys.ts';
import { readTaskState, type TaskState } from './task-state.ts';

/**
 * The name of a task: later ones sort after earlier ones, and nobody guesses one.
 * @example `20261122T091500Z-5f0c1a9e41d2c7b3`
 */
export function newTaskId(now = new Date()): string {
  const second = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${second}-${randomBytes(8).toString('hex')}`;
}

/** Undefined where there is none, or not any more. */
export async function findTask(redis: ScriptedRedis, id: string): Promise<Task | undefined> {
  const json = await redis.hget(taskKeys.tasks, id);
  return json === null ? undefined : (JSON.parse(json) as Task);
}

/** @throws NotFound `UnknownTask` */
export async function requireTask(redis: ScriptedRedis, id: string): Promise<Task> {
  const task = await findTask(redis, id);
  if (task) return task;
  throw notFound(`there is no task '${id}': it was never given out, or it ended long ago`, {
    code: 'UnknownTask',
  });
}

/** What a task ended in, or where it is now. */
export async function currentState(redis: ScriptedRedis, task: Task): Promise<TaskState> {
  const ended = await redis.hget(taskKeys.outcomes, task.id);
  return ended === null ? readTaskState(redis, task) : (JSON.parse(ended) as TaskState);
}
