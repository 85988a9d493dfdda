import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { printable } from '../printable.ts';
import type { ProgressDisplay } from '../progress-display.ts';
import { packageState, type PackageState } from './package-state.ts';
import type { PushedPackage } from './push-packages.ts';

const LOOK_EVERY_MS = 250;

/** What became of the packages that were followed. */
export interface FollowResult {
  readonly done: number;
  readonly failed: number;
}

/** Shows how packages are getting on until each is registered or has failed. */
export async function followPackages(
  redis: ScriptedRedis,
  packages: readonly PushedPackage[],
  display: ProgressDisplay,
  signal?: AbortSignal,
): Promise<FollowResult> {
  const states = new Map<PushedPackage, PackageState>(packages.map((p) => [p, { state: 'waiting' }]));
  for (;;) {
    signal?.throwIfAborted();
    for (const [pushed, before] of states) {
      if (isFinal(before)) continue;
      const now = await packageState(redis, pushed);
      states.set(pushed, now);
      if (isFinal(now)) display.note(describe(pushed, now));
    }
    const all = [...states.values()];
    const count = (state: PackageState['state']) => all.filter((s) => s.state === state).length;
    display.update({
      fraction: all.reduce((sum, s) => sum + fractionOf(s), 0) / all.length,
      text: `${count('done')} of ${all.length} registered${count('failed') > 0 ? `, ${count('failed')} failed` : ''}${currentStep(all)}`,
    });
    if (all.every(isFinal)) return { done: count('done'), failed: count('failed') };
    await sleep(LOOK_EVERY_MS, undefined, signal ? { signal } : {});
  }
}

const isFinal = ({ state }: PackageState) => state === 'done' || state === 'failed';

function fractionOf(state: PackageState): number {
  if (isFinal(state)) return 1;
  return state.state === 'working' ? state.fraction : 0;
}

function currentStep(all: readonly PackageState[]): string {
  const working = all.find((s) => s.state === 'working');
  return working ? ` · ${printable(working.step)}` : '';
}

function describe({ preprocessId }: PushedPackage, state: PackageState): string {
  const name = printable(preprocessId);
  if (state.state !== 'failed') return `registered ${name}`;
  const { problem } = state;
  if (problem === undefined) return `FAILED ${name}`;
  return `FAILED ${name} in ${problem.stage}: ${printable(problem.message)} (${problem.code})`;
}
