import type { ChildProcess } from 'node:child_process';
import { basename } from 'node:path';
import { invalidInput, limitExceeded, type PvsError } from '@pvs/core/errors';
import { type GdalJob, type GdalResult, JOB_VERBS, type RasterFile, type WorkerMessage } from './gdal-job.ts';
import type { RunOptions } from './gdal-pool.ts';

/** One process that GDAL runs in; it takes one job at a time. */
export class GdalProcess {
  readonly #child: ChildProcess;
  readonly #ready: Promise<void>;
  #usable = true;
  /** What GDAL last said on standard error: often more than its exceptions do. */
  #lastError = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#ready = new Promise((resolve) => child.once('message', () => resolve()));
    child.once('exit', () => (this.#usable = false));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#lastError = /ERROR \d+: (.*)/.exec(text)?.[1] ?? this.#lastError;
    });
    // A failed send or spawn also ends in `exit` or a rejected job.
    child.on('error', () => (this.#usable = false));
  }

  /** False once it is dead or asked to be replaced. */
  get usable(): boolean {
    return this.#usable;
  }

  #refused(job: GdalJob, { code, reason }: Extract<WorkerMessage, { type: 'error' }>): PvsError {
    const detail = withoutDirectories(this.#lastError || reason || 'its data are damaged');
    return invalidInput(`GDAL cannot ${JOB_VERBS[job.kind]} ${nameOf(job)}: ${detail}`, { code });
  }

  kill(): void {
    this.#usable = false;
    this.#child.kill('SIGKILL');
  }

  run(job: GdalJob, options: RunOptions): Promise<GdalResult> {
    const child = this.#child;
    this.#lastError = '';
    return new Promise((resolve, reject) => {
      const settle = (done: () => void) => {
        clearTimeout(timer);
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
          if (message.spent) this.kill();
          if (message.type === 'result') resolve(message.result);
          // What was written to standard error before the message arrives in the same turn of the event loop.
          else setImmediate(() => reject(this.#refused(job, message)));
        });
      };
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
    `GDAL took longer than ${Math.round(limitMs / 1000)} seconds for ${job.kind} of ${nameOf(job)}`,
    { code: 'GdalTimeLimit', detail: { job: job.kind, limitMs } },
  );
}
