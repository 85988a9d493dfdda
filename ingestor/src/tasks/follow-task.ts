import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { currentState } from './find-task.ts';
import type { Task } from './task.ts';
import { hasEnded, type TaskState } from './task-state.ts';

const LOOK_EVERY_MS = 500;

/** What a task is at, each time that changes, until it has ended. */
export async function* followTask(
  redis: ScriptedRedis,
  task: Task,
  signal: AbortSignal,
): AsyncGenerator<TaskState> {
  let before = '';
  while (!signal.aborted) {
    const state = await currentState(redis, task);
    const json = JSON.stringify(state);
    if (json !== before) yield state;
    if (hasEnded(state)) return;
    before = json;
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
