import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = join(import.meta.dirname, 'stage-service-process.ts');

/** A stage service as a process of its own. */
export interface RunningService {
  /** Where it answers. */
  readonly url: string;
  /** Resolves when it has logged that. */
  logged(message: string): Promise<void>;
  /** Asks it to end; the code it ends with. */
  stop(): Promise<number | null>;
}

/** Starts `stage-service-process.ts` on a free port, and waits until it answers. */
export async function startStageService(redisUrl: string, archiveUrl: string): Promise<RunningService> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PVS_REDIS_URL: redisUrl, ARCHIVE_URL: archiveUrl, PVS_PORT: '0' },
  });
  const seen = new Set<string>();
  const url = Promise.withResolvers<string>();
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const entry = JSON.parse(line) as { msg: string; url?: string };
    seen.add(entry.msg);
    if (entry.msg === 'Service:Ready') url.resolve(entry.url ?? '');
  });
  child.once('exit', (code) => url.reject(new Error(`the service ended with ${code}`)));
  return {
    url: await url.promise,
    async logged(message) {
      while (!seen.has(message)) await once(lines, 'line');
    },
    stop: () => ended(child),
  };
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
  return child.exitCode;
}
