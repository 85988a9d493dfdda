import type { ChildProcess } from 'node:child_process';
import { basename } from 'node:path';
import { invalidInput, limitExceeded, type PvsError } from '@pvs/core/errors';
import { workDirectoryProblem } from '../work-directory-problem.ts';
import { type GdalJob, type GdalResult, JOB_VERBS, type RasterFile, type WorkerMessage } from './gdal-job.ts';
import type { RunOptions } from './gdal-pool.ts';
import { privateMemory, watchMemory } from './watch-memory.ts';

/** Share of the memory limit that a process may have between jobs: what GDAL keeps for the next one grows. */
const IDLE_SHARE = 0.5;

/** One process that GDAL runs in; it takes one job at a time. */
export class GdalProcess {
  readonly #child: ChildProcess;
  readonly #ready: Promise<void>;
  #usable = true;
  /** What GDAL last said on standard error: often more than its exceptions do. */
  #lastError = '';

  /** The work directory was full, whatever GDAL said after that. */
  #diskProblem: PvsError | undefined;
  readonly #memoryBytes: number;

  constructor(child: ChildProcess, memoryBytes = Infinity) {
    this.#child = child;
    this.#memoryBytes = memoryBytes;
    this.#ready = new Promise((resolve) => child.once('message', () => resolve()));
    child.once('exit', () => (this.#usable = false));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#lastError = /ERROR \d+: (.*)/.exec(text)?.[1] ?? this.#lastError;
      this.#diskProblem ??= workDirectoryProblem({ message: this.#lastError });
    });
    // A failed send or spawn also ends in `exit` or a rejected job.
    child.on('error', () => (this.#usable = false));
  }

  /** False once it is dead or asked to be replaced. */
  get usable(): boolean {
    return this.#usable;
  }

  #refused(job: GdalJob, { code, reason }: Extract<WorkerMessage, { type: 'error' }>): PvsError {
    if (this.#diskProblem) return this.#diskProblem;
    const detail = withoutDirectories(this.#lastError || reason || 'its data are damaged');
    return invalidInput(`GDAL cannot ${JOB_VERBS[job.kind]} ${nameOf(job)}: ${detail}`, { code });
  }

  #hasGrown(): boolean {
    return (privateMemory(this.#child.pid ?? 0) ?? 0) > this.#memoryBytes * IDLE_SHARE;
  }

  kill(): void {
    this.#usable = false;
    this.#child.kill('SIGKILL');
  }

  run(job: GdalJob, options: RunOptions): Promise<GdalResult> {
    const child = this.#child;
    this.#lastError = '';
    this.#diskProblem = undefined;
    return new Promise((resolve, reject) => {
      const settle = (done: () => void) => {
        clearTimeout(timer);
        stopWatching();
        options.signal.removeEventListener('abort', onAbort);
        child.off('message', onMessage).off('exit', onExit);
        done();
      };
      const give = (error: unknown) => settle(() => (this.kill(), reject(error as Error)));
      const onAbort = () => give(options.signal.reason);
      const onExit = (code: number | null, signal: string | null) => give(crashed(job, code, signal));
      const onMessage = (message: WorkerMessage) => {
        if (message.type === 'ready') return;
        if (message.type === 'progress') return options.progress?.(message.fraction);
        settle(() => {
          if (message.spent || this.#hasGrown()) this.kill();
          if (message.type === 'result') resolve(message.result);
          // What was written to standard error before the message arrives in the same turn of the event loop.
          else setImmediate(() => reject(this.#refused(job, message)));
        });
      };
      const stopWatching = watchMemory(child.pid ?? 0, this.#memoryBytes, (bytes) =>
        give(tooMuchMemory(job, bytes, this.#memoryBytes)),
      );
      const timer = setTimeout(() => give(tooSlow(job, options.timeLimitMs)), options.timeLimitMs);
      options.signal.addEventListener('abort', onAbort, { once: true });
      child.on('message', onMessage).on('exit', onExit);
      if (!this.#usable) return onExit(child.exitCode, child.signalCode);
      void this.#ready.then(() => child.send({ job }));
    });
  }
}

/** Names of the files that a job opens, else of the one it writes. */
const nameOf = (job: GdalJob) => {
  const paths = rastersIn(job);
  const named = paths.length > 0 ? paths : 'output' in job ? [job.output] : [];
  return [...new Set(named.map((path) => basename(path)))].join(', ');
};

function rastersIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { path, driver } = value as Partial<RasterFile>;
  return typeof path === 'string' && driver ? [path] : Object.values(value).flatMap(rastersIn);
}

/** Where the work directory is concerns nobody. */
const withoutDirectories = (text: string) => text.replaceAll(/\/(?:[^\s/,:'"]+\/)+/g, '');

function crashed(job: GdalJob, code: number | null, signal: string | null): PvsError {
  return invalidInput(
    `GDAL crashed (${signal ?? `exit code ${code}`}) at ${job.kind} of ${nameOf(job)}: the file is damaged or needs more memory than there is`,
    { code: 'GdalCrashed', detail: { job: job.kind, code, signal } },
  );
}

function tooSlow(job: GdalJob, limitMs: number): PvsError {
  return limitExceeded(
    `GDAL took longer than ${Math.round(limitMs / 1000)} seconds for ${job.kind} of ${nameOf(job)} (limits.gdalTimeS at most)`,
    { code: 'GdalTimeLimit', detail: { job: job.kind, limitMs } },
  );
}

function tooMuchMemory(job: GdalJob, bytes: number, limitBytes: number): PvsError {
  const [given, allowed] = [bytes, limitBytes].map((one) => Math.round(one / 1024 ** 2));
  return limitExceeded(
    `GDAL took ${given} MB of memory for ${job.kind} of ${nameOf(job)}: allowed are ${allowed} (limits.gdalMemoryBytes)`,
    { code: 'GdalMemoryLimit', detail: { job: job.kind, bytes, limitBytes } },
  );
}
