import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { StackConfig } from '@pvs/core/config/stack';
import { sourceUnavailable } from '@pvs/core/errors';
import { gdalEnvironment } from './gdal-environment.ts';
import type { GdalJob, GdalResult } from './gdal-job.ts';
import { GdalProcess } from './gdal-process.ts';

export interface RunOptions {
  readonly signal: AbortSignal;
  /** Where the job is to be faster than any job has to be. */
  readonly timeLimitMs: number;
  progress?(fraction: number): void;
}

/** What no job may take; nothing but the memory of the machine limits one that has none. */
export interface GdalLimits {
  readonly memoryBytes: number;
  readonly timeMs: number;
}

/** The limits that a stack's YAML gives. */
export const gdalLimits = (given: StackConfig['limits']): GdalLimits => ({
  memoryBytes: given.gdalMemoryBytes,
  timeMs: given.gdalTimeS * 1000,
});

/**
 * Processes that GDAL runs in, kept between jobs since starting one takes longer than converting a small raster. A
 * process that crashed, was killed or is spent is replaced.
 */
export class GdalPool {
  readonly #idle: GdalProcess[] = [];
  readonly #all = new Set<GdalProcess>();
  readonly #limits: GdalLimits;
  #environment: Promise<Record<string, string>> | undefined;

  constructor(limits: GdalLimits = { memoryBytes: Infinity, timeMs: 2 ** 31 - 1 }) {
    this.#limits = limits;
  }

  /**
   * Runs one job in a process of its own.
   * @throws InvalidInput for what GDAL refuses, with `GdalCrashed` where it died of it; LimitExceeded
   * `GdalTimeLimit` or `GdalMemoryLimit`; the signal's reason where it aborts
   */
  async run<Job extends GdalJob>(job: Job, options: RunOptions): Promise<GdalResult<Job>> {
    options.signal.throwIfAborted();
    const process = this.#idle.pop() ?? (await this.#start());
    try {
      const timeLimitMs = Math.min(options.timeLimitMs, this.#limits.timeMs);
      return (await process.run(job, { ...options, timeLimitMs })) as GdalResult<Job>;
    } finally {
      if (process.usable) this.#idle.push(process);
      else this.#all.delete(process);
    }
  }

  /** Kills every process; a running job fails as crashed. */
  close(): void {
    for (const process of this.#all) process.kill();
    this.#all.clear();
    this.#idle.length = 0;
  }

  async #start(): Promise<GdalProcess> {
    this.#environment ??= listForeignDrivers().then((names) => gdalEnvironment(process.env, names));
    this.#environment.catch(() => (this.#environment = undefined));
    const started = new GdalProcess(
      forkHere('gdal-worker.ts', await this.#environment),
      this.#limits.memoryBytes,
    );
    this.#all.add(started);
    return started;
  }
}

const forkHere = (file: string, env: Record<string, string>) =>
  fork(join(import.meta.dirname, file), {
    env,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });

/** GDAL can only skip drivers before it registers any, so a first process says which there are. */
function listForeignDrivers(): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = forkHere('list-foreign-drivers.ts', gdalEnvironment(process.env, []));
    child.once('message', (names) => {
      resolve(names as string[]);
      child.kill();
    });
    child.once('exit', (code) => reject(notStarting(`its process ended with ${code}`)));
    child.once('error', (error) => reject(notStarting(error.message)));
  });
}

const notStarting = (why: string) =>
  sourceUnavailable(`GDAL does not start: ${why}`, { code: 'GdalUnavailable' });
