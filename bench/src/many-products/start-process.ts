import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** A service as a process of its own. */
export interface ServiceProcess {
  readonly url: string;
  readonly pid: number;
  /** Seconds until it was ready, its index of footprints loaded. */
  readonly readyAfterS: number;
  stop(): Promise<void>;
}

/**
 * Starts what stands in a file of the project, on a free port, and waits until it is ready.
 * @param main path below the project's root; a service's `src/main.ts` unless given
 */
export async function startProcess(
  service: string,
  variables: Readonly<Record<string, string>>,
  main = `${service}/src/main.ts`,
): Promise<ServiceProcess> {
  const started = performance.now();
  const path = join(import.meta.dirname, '../../..', main);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path], {
    env: { ...process.env, ...variables, PVS_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = Promise.withResolvers<string>();
  child.once('exit', () => ready.reject(new Error(`the ${service} ended before it was ready`)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { msg, url = '' } = JSON.parse(line) as { msg?: string; url?: string };
    if (msg === 'Service:Ready') ready.resolve(url);
  });
  const url = await ready.promise;
  while (!(await fetch(`${url}/readyz`)).ok) await sleep(50);
  return {
    url,
    pid: child.pid!,
    readyAfterS: (performance.now() - started) / 1000,
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
