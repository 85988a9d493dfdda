import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const main = join(import.meta.dirname, '../src/main.ts');

/** The real command line, as `./pvs` starts it. */
export function startPvs(args: readonly string[], variables: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...withoutPvs(process.env), ...variables },
  });
}

/** What a command printed and how it ended. */
export async function runPvs(args: readonly string[], variables: Record<string, string> = {}) {
  const child = startPvs(args, variables);
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

export interface StartedStack {
  readonly process: ChildProcess;
  readonly http: string;
  readonly redis: string;
}

/** `pvs up` on a data directory, when it says that it is ready. */
export async function startStack(
  dataDir: string,
  variables: Record<string, string> = {},
): Promise<StartedStack> {
  const child = startPvs(['up', '--port', '0', '--data', dataDir], variables);
  let [stdout, stderr] = ['', ''];
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`pvs up ended with ${code}: ${stderr}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      const http = /^PVS ready on (\S+)$/m.exec(stdout)?.[1];
      const redis = /redis-cli -u (\S+)/.exec(stdout)?.[1];
      if (http !== undefined && redis !== undefined) resolve({ process: child, http, redis });
    });
  });
}

/** Ends a child with a signal and waits until it is gone. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, 'exit');
  child.kill(signal);
  return ((await exited) as [number | null])[0];
}

/** Tests decide themselves what the stack is given. */
const withoutPvs = (variables: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => !name.startsWith('PVS_')));
