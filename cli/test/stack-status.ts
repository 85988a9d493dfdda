import { setTimeout as sleep } from 'node:timers/promises';
import type { Problem } from '@pvs/core/queue/stage-keys';
import type { StageOverview } from '@pvs/core/queue/stage-overview';
import { runPvs } from './start-stack.ts';

/** What `pvs status --json` prints of the stack on a data directory. */
export async function stageStatus(dataDir: string): Promise<StageOverview[]> {
  const { stdout } = await runPvs(['status', '--json', '--data', dataDir]);
  return (JSON.parse(stdout) as { stages: StageOverview[] }).stages;
}

/** What `pvs failures --json` prints. */
export async function failuresOf(dataDir: string): Promise<Problem[]> {
  const { stdout } = await runPvs(['failures', '--json', '--data', dataDir]);
  return (JSON.parse(stdout) as { failures: Problem[] }).failures;
}

/** Waits until nothing waits or is in work in any stage. */
export async function idle(dataDir: string): Promise<StageOverview[]> {
  for (;;) {
    const stages = await stageStatus(dataDir);
    if (stages.every(isIdle)) return stages;
    await sleep(300);
  }
}

const isIdle = ({ waiting, working }: StageOverview) =>
  working.length === 0 && Object.values(waiting).every((length) => length === 0);

/** Packages that preprocessing is through with, one way or the other. */
export const finished = ([preprocess]: readonly StageOverview[]) =>
  (preprocess?.succeeded ?? 0) + (preprocess?.failed ?? 0);
