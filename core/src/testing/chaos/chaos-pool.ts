import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from './seeded-random.ts';

const worker = join(import.meta.dirname, 'chaos-worker.ts');

/** Worker processes that die at random moments and are started again. */
export interface ChaosPool {
  /** SIGKILLs so far. */
  readonly kills: number;
  /** Ends the dying; the workers go on. */
  calm(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts workers and kills one of them, as the seed says, every `everyMs` on the average. */
export function startChaos(
  size: number,
  everyMs: number,
  seed: number,
  variables: Readonly<Record<string, string>>,
): ChaosPool {
  const random = seededRandom(seed);
  const start = () =>
    spawn(process.execPath, ['--disable-warning=ExperimentalWarning', worker], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...variables },
    });
  const children: ChildProcess[] = Array.from({ length: size }, start);
  const calming = new AbortController();
  let kills = 0;
  const killing = (async () => {
    // Until they run: a process takes longer to start than it is given between two deaths.
    await sleep(1000);
    while (!calming.signal.aborted) {
      await sleep(everyMs * 2 * random());
      const victim = Math.floor(random() * size);
      const child = children[victim];
      if (calming.signal.aborted || !child) break;
      await end(child, 'SIGKILL');
      kills += 1;
      children[victim] = start();
    }
  })();
  return {
    get kills() {
      return kills;
    },
    async calm() {
      calming.abort();
      await killing;
    },
    async stop() {
      calming.abort();
      await killing;
      await Promise.all(children.map((child) => end(child, 'SIGTERM')));
    },
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}
