import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import type { Problem } from '@pvs/core/queue/stage-keys';
import { stageKeys } from '@pvs/core/queue/stage-keys';
import { type ItemOutcome, readOutcome } from '@pvs/core/queue/stage-overview';
import type { Task, TaskItem } from './task.ts';

/** Where an item is: `lost` is one whose message somebody took out of its queue. */
export type ItemStage = ItemOutcome | { readonly state: 'waiting' } | { readonly state: 'lost' };

export interface ItemState {
  readonly name: string;
  readonly identifier?: string;
  readonly state: 'waiting' | 'working' | 'delayed' | 'done' | 'failed' | 'lost';
  /** Over both stages, 0–100. */
  readonly percent: number;
  readonly stages: { readonly preprocess: ItemStage; readonly register: ItemStage };
}

/** `partial`: it ended, and some of it failed or was refused. */
export interface TaskState {
  readonly state: 'waiting' | 'working' | 'done' | 'partial' | 'failed';
  readonly percent: number;
  readonly items: readonly ItemState[];
}

/** Where everything is that a task pushed. */
export async function readTaskState(redis: ScriptedRedis, task: Task): Promise<TaskState> {
  const items = await Promise.all(task.items.map((item) => readItem(redis, item)));
  return summarise(items, task.refused.length);
}

export const hasEnded = ({ state }: TaskState) => state !== 'waiting' && state !== 'working';

/** What a task as a whole is, of its items and how many were refused at once. */
export function summarise(items: readonly ItemState[], refused: number): TaskState {
  const count = (...states: ItemState['state'][]) =>
    items.filter(({ state }) => states.includes(state)).length;
  const percent =
    items.length === 0
      ? 100
      : Math.round(items.reduce((sum, { percent }) => sum + percent, 0) / items.length);
  const bad = count('failed', 'lost') + refused;
  const good = count('done');
  const stillOn = items.length + refused - bad - good;
  const state =
    stillOn > 0
      ? count('waiting') === items.length
        ? ('waiting' as const)
        : ('working' as const)
      : bad === 0
        ? ('done' as const)
        : good > 0
          ? ('partial' as const)
          : ('failed' as const);
  return { state, percent, items };
}

async function readItem(redis: ScriptedRedis, item: TaskItem): Promise<ItemState> {
  const preprocess = await preprocessing(redis, item);
  const found =
    preprocess.state === 'done' ? await readOutcome(redis, 'register', item.registerId) : undefined;
  // Preprocessing ends by the move that pushes to the registrar.
  const register: ItemStage =
    found?.state === 'absent' ? { state: 'waiting' } : (found ?? { state: 'absent' });
  const { name, identifier } = item;
  return {
    name,
    ...(identifier !== undefined && { identifier }),
    ...stateOf(preprocess, register),
    stages: { preprocess, register },
  };
}

async function preprocessing(redis: ScriptedRedis, item: TaskItem): Promise<ItemStage> {
  const { parked } = stageKeys.preprocess;
  const outcome = await readOutcome(redis, 'preprocess', item.preprocessId);
  const isBehind = Number((await redis.hget(parked, item.preprocessId)) ?? 0) > 0;
  if (outcome.state === 'working' || outcome.state === 'delayed') return outcome;
  // What it came to was an earlier message of the same id.
  if (isBehind) return { state: 'waiting' };
  if (outcome.state !== 'absent') return outcome;
  if ((await redis.lpos(item.queue, item.message)) !== null) return { state: 'waiting' };
  // It may have been taken between the two looks.
  const again = await readOutcome(redis, 'preprocess', item.preprocessId);
  return again.state === 'absent' ? { state: 'lost' } : again;
}

/** Preprocessing takes nearly all of the time. */
const PREPROCESS_SHARE = 0.9;

function stateOf(preprocess: ItemStage, register: ItemStage): Pick<ItemState, 'state' | 'percent'> {
  const done = (stage: ItemStage) =>
    stage.state === 'done' ? 100 : stage.state === 'working' ? (stage.progress?.percent ?? 0) : 0;
  const percent = Math.round(done(preprocess) * PREPROCESS_SHARE + done(register) * (1 - PREPROCESS_SHARE));
  if (preprocess.state !== 'done')
    return { state: preprocess.state === 'absent' ? 'lost' : preprocess.state, percent };
  // Between the stages it waits, but is on its way.
  if (register.state === 'waiting' || register.state === 'absent') return { state: 'working', percent };
  return { state: register.state, percent };
}

/** Why an item failed. */
export function problemOf({ stages: { preprocess, register } }: ItemState): Problem | undefined {
  for (const stage of [preprocess, register]) if (stage.state === 'failed') return stage.problem;
  return undefined;
}
