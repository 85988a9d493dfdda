import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { end, startPvs } from '../../cli/test/start-stack.ts';

export interface RunningDemo {
  /** Address of the page, with a slash. */
  readonly root: string;
  stop(): Promise<void>;
}

/**
 * `./pvs demo` on a data directory of its own, when its scenes can be seen; or the demo that runs already at the
 * address in PVS_TEST_DEMO, which is quicker while one works on the page.
 */
export async function startDemo(): Promise<RunningDemo> {
  const running = process.env['PVS_TEST_DEMO'];
  if (running !== undefined) return { root: `${running.replace(/\/$/, '')}/`, stop: async () => undefined };
  const dataDir = await mkdtemp(join(tmpdir(), 'pvs-client-'));
  const child = startPvs(['demo', '--port', '0', '--data', dataDir]);
  const stop = async () => {
    await end(child, 'SIGTERM');
    await rm(dataDir, { recursive: true, force: true });
  };
  let [stdout, stderr] = ['', ''];
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const root = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`pvs demo ended with ${code}: ${stderr}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      const http = /^PVS ready on (\S+)$/m.exec(stdout)?.[1];
      if (http !== undefined && stdout.includes('Ctrl-C stops the demo')) resolve(`${http}/`);
    });
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { root, stop };
}
