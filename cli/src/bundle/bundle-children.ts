import type { ChildProcess } from 'node:child_process';
import { sourceUnavailable } from '@pvs/core/errors';
import type { BundlePlan } from './bundle-plan.ts';
import { childLogPath, lastLines } from './child-log.ts';
import { type ChildPlan, ended, KeptChild } from './kept-child.ts';

/** Longer than the longest start seen with a cold disk; whoever ends before is noticed at once. */
const START_TIMEOUT_MS = 120_000;
/** What an item in work is given to finish before it goes back to its queue. */
const STAGE_GRACE_MS = 30_000;

type Part = 'redis' | 'database' | 'stages' | 'http';

/** The children of one bundle, stopped in the order in which they depend on each other. */
export class BundleChildren {
  readonly #kept: Record<Part, KeptChild[]> = { redis: [], database: [], stages: [], http: [] };
  readonly #plan: BundlePlan;
  readonly #say: (line: string) => void;

  constructor(plan: BundlePlan, say: (line: string) => void) {
    this.#plan = plan;
    this.#say = say;
  }

  start(part: Part, plan: ChildPlan): ChildProcess {
    const child = new KeptChild(plan, this.#plan.runDir, this.#say);
    this.#kept[part].push(child);
    return child.start();
  }

  /** What `ready` resolves to, unless a child of the part ends before or it takes too long. */
  async whileRunning<T>(processes: readonly ChildProcess[], name: string, ready: Promise<T>): Promise<T> {
    const failed = (how: string) =>
      sourceUnavailable(
        `${name} did not start: ${how}; the end of ${childLogPath(this.#plan.logsDir, name)}:\n${lastLines(this.#plan.logsDir, name)}`,
        { code: 'StartFailed' },
      );
    const timeout = AbortSignal.timeout(START_TIMEOUT_MS);
    return Promise.race([
      ready,
      ...processes.map((child) => ended(child).then((how) => Promise.reject(failed(how)))),
      new Promise<never>((_, reject) =>
        timeout.addEventListener('abort', () => reject(failed(`no answer in ${START_TIMEOUT_MS / 1000} s`))),
      ),
    ]);
  }

  async stop(): Promise<void> {
    for (const part of ['http', 'stages', 'database', 'redis'] as const)
      await Promise.all(this.#kept[part].map((child) => child.stop(STAGE_GRACE_MS)));
  }
}
