import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { forgetProcess, recordProcess } from './process-records.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Whoever ran this long starts again without a grudge. */
const SETTLED_MS = 60_000;

export interface ChildPlan {
  readonly name: string;
  spawn(): ChildProcess;
  /** Runs before each start but the first. */
  onRestart?(): void;
}

/** A child process that is started again, with growing pauses, whenever it ends by itself. */
export class KeptChild {
  readonly name: string;
  readonly #plan: ChildPlan;
  readonly #runDir: string;
  readonly #say: (line: string) => void;
  readonly #stopping = new AbortController();
  #child: ChildProcess | undefined;
  #kept: Promise<void> = Promise.resolve();

  constructor(plan: ChildPlan, runDir: string, say: (line: string) => void) {
    this.name = plan.name;
    this.#plan = plan;
    this.#runDir = runDir;
    this.#say = say;
  }

  /** Starts it and keeps it running. */
  start(): ChildProcess {
    const child = this.#spawn();
    this.#kept = this.#keep(child);
    return child;
  }

  /** SIGTERM, SIGKILL after `graceMs`; resolves when it is gone. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    const child = this.#child;
    if (child && !hasEnded(child)) {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await ended(child);
      clearTimeout(late);
    }
    await this.#kept;
  }

  #spawn(): ChildProcess {
    const child = this.#plan.spawn();
    this.#child = child;
    if (child.pid !== undefined) recordProcess(this.#runDir, this.name, child.pid);
    return child;
  }

  async #keep(first: ChildProcess): Promise<void> {
    const { signal } = this.#stopping;
    let pauseMs = FIRST_PAUSE_MS;
    for (let child = first; ; child = this.#spawn()) {
      const since = performance.now();
      const how = await ended(child);
      if (signal.aborted) break;
      pauseMs =
        performance.now() - since > SETTLED_MS ? FIRST_PAUSE_MS : Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      this.#say(`${this.name} ended (${how}): starting it again in ${pauseMs / 1000} s`);
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) break;
      this.#plan.onRestart?.();
    }
    await forgetProcess(this.#runDir, this.name);
  }
}

const hasEnded = (child: ChildProcess) =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

/** Resolves when the child is gone, with how it ended. */
export async function ended(child: ChildProcess): Promise<string> {
  if (hasEnded(child) && child.pid !== undefined) return describe(child.exitCode, child.signalCode);
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(describe(code, signal)));
    child.once('error', (error) => resolve(error.message));
  });
}

const describe = (code: number | null, signal: NodeJS.Signals | null) =>
  signal === null ? `exit code ${code}` : `signal ${signal}`;
