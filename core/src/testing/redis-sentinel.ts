import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, redisProgram, type TestRedis } from './redis-server.ts';

/** A sentinel that watches one master under the name `main`, and decides alone. */
export interface TestSentinel {
  readonly port: number;
  /** As the stack's environment has it. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a sentinel that takes the master for dead after a second. */
export async function startSentinel(master: TestRedis): Promise<TestSentinel> {
  const directory = await mkdtemp(join(tmpdir(), 'pvs-sentinel-'));
  const port = await freePort();
  const file = join(directory, 'sentinel.conf');
  const settings = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${directory}`,
    `sentinel monitor main 127.0.0.1 ${master.port} 1`,
    'sentinel down-after-milliseconds main 1000',
    'sentinel failover-timeout main 5000',
  ];
  await writeFile(file, `${settings.join('\n')}\n`);
  const child = spawn(redisProgram, [file, '--sentinel'], { stdio: 'ignore' });
  return {
    port,
    url: `redis+sentinel://127.0.0.1:${port}/main`,
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      await rm(directory, { recursive: true });
    },
  };
}
