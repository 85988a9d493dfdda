import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { end } from './start-stack.ts';

/** One service as a process of its own, as a container runs it. */
export interface ServiceProcess {
  readonly url: string;
  readonly child: ChildProcess;
  stop(): Promise<unknown>;
}

/** Starts a service on a free port; resolves when it has logged that it is ready. */
export async function startService(
  name: string,
  variables: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  const main = join(import.meta.dirname, `../../${name}/src/main.ts`);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...variables, PVS_PORT: '0' },
  });
  const ready = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { msg, url = '' } = JSON.parse(line) as { msg: string; url?: string };
    if (msg === 'Service:Ready') ready.resolve(url);
  });
  child.once('exit', (code) => ready.reject(new Error(`${name} ended with ${code}`)));
  return { url: await ready.promise, child, stop: () => end(child, 'SIGTERM') };
}
