import { fork } from 'node:child_process';
import cluster from 'node:cluster';
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openChildLog } from './child-log.ts';
import type { ChildPlan } from './kept-child.ts';

const root = join(import.meta.dirname, '../../..');

/** The services that are processes of their own in the bundled stack; the others answer HTTP together. */
const STAGE_SERVICES = ['preprocessor', 'registrar', 'seeder'] as const;

const execArgv = [
  '--disable-warning=ExperimentalWarning',
  `--import=${pathToFileURL(join(import.meta.dirname, 'exit-with-parent.ts')).href}`,
];

/**
 * How V8 collects garbage in HTTP processes. There is one of them for each core: threads that help one collect what is
 * young take the time of another, and with one thread such a collection is over in a quarter of the time while all
 * cores are busy. The whole heap is another matter: with a million products in its index a process stood still for
 * 220 ms, with threads that help for 20.
 * What tiles and pictures hold outside of V8's heap counts as a part of it: by itself V8 goes through the whole heap
 * for each 64 MB of them, four times a second where tiles are read from files, which is half of the processor's time.
 * What is freed of them must not wait for a thread to say so: V8 took tiles from SQLite for still there, and went
 * through the whole heap twice a second where it now does so every other second or third.
 * What outlived some collections of young objects while tiles were drawn V8 would make old from its birth on: then
 * requests that are long answered are kept by old objects nobody needs, a third of all that is young survives, and
 * pauses of 60 ms take the place of some below one.
 */
export const HTTP_FLAGS = [
  '--no-parallel-scavenge',
  '--external-memory-accounted-in-global-limit',
  '--no-concurrent-array-buffer-sweeping',
  '--no-allocation-site-pretenuring',
] as const;

/**
 * How glibc's allocator behaves in HTTP processes. By itself it soon takes pictures of many megabytes from between
 * decoded blocks, which then keep what was freed around them: twice what the cache of blocks is bounded to. So large
 * pieces are the kernel's own (512 KB and more, pictures of tiles are less), and threads share two arenas.
 */
export const httpAllocator = {
  MALLOC_MMAP_THRESHOLD_: String(512 * 1024),
  MALLOC_TRIM_THRESHOLD_: String(64 * 1024 ** 2),
  MALLOC_ARENA_MAX: '2',
};

/** One child for each stage service, with the variables of the contract as its environment. */
export function stageChildren(variables: NodeJS.ProcessEnv, logsDir: string): ChildPlan[] {
  return STAGE_SERVICES.map((service) => ({
    name: service,
    spawn() {
      const log = openChildLog(logsDir, service);
      const child = fork(join(root, service, 'src/main.ts'), [], {
        // Its own liveness and metrics must not take the port that the stack answers on.
        env: { ...variables, PVS_PORT: '0' },
        stdio: ['ignore', log, log, 'ipc'],
        execArgv,
        detached: true,
      });
      closeSync(log);
      return child;
    },
  }));
}

/** `count` processes that share one HTTP port, each mounting every plugin. */
export function httpChildren(count: number, variables: NodeJS.ProcessEnv, logsDir: string): ChildPlan[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `http-${index + 1}`,
    spawn() {
      const log = openChildLog(logsDir, 'http');
      cluster.setupPrimary({
        exec: join(import.meta.dirname, 'http-process.ts'),
        args: [],
        execArgv: [...execArgv, ...HTTP_FLAGS],
        stdio: ['ignore', log, log, 'ipc'],
      });
      const worker = cluster.fork({ ...httpAllocator, ...variables });
      closeSync(log);
      return worker.process;
    },
  }));
}
