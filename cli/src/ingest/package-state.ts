import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import type { Problem } from '@pvs/core/queue/stage-keys';
import { type ItemOutcome, readOutcome } from '@pvs/core/queue/stage-overview';
import type { PushedPackage } from './push-packages.ts';

/** How far a package is on its way through preprocessing and registering. */
export type PackageState =
  | { readonly state: 'waiting' }
  | { readonly state: 'working'; readonly step: string; readonly fraction: number }
  | { readonly state: 'done' }
  | { readonly state: 'failed'; readonly problem?: Problem };

/** Registering takes a moment, preprocessing minutes. */
const PREPROCESS_SHARE = 0.95;

export async function packageState(redis: ScriptedRedis, pushed: PushedPackage): Promise<PackageState> {
  const preprocess = await readOutcome(redis, 'preprocess', pushed.preprocessId);
  if (preprocess.state !== 'done') return stateOf(preprocess, 0, PREPROCESS_SHARE, 'waiting');
  const register = await readOutcome(redis, 'register', pushed.registerId);
  if (register.state === 'done') return { state: 'done' };
  return stateOf(register, PREPROCESS_SHARE, 1 - PREPROCESS_SHARE, 'working');
}

function stateOf(
  outcome: Exclude<ItemOutcome, { state: 'done' }>,
  from: number,
  share: number,
  whenAbsent: 'waiting' | 'working',
): PackageState {
  if (outcome.state === 'failed') return outcome;
  if (outcome.state === 'absent' && whenAbsent === 'waiting') return { state: 'waiting' };
  const progress = outcome.state === 'working' ? outcome.progress : undefined;
  const waits = outcome.state === 'delayed' ? `waiting: ${outcome.trouble?.reason ?? ''}` : undefined;
  return {
    state: 'working',
    step: progress?.step ?? waits ?? 'waiting to be registered',
    fraction: from + (share * (progress?.percent ?? 0)) / 100,
  };
}
