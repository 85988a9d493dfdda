import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** A `redis-server` of its own for one test file. */
export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Ends it without warning. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with what its append-only file has. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface TestRedisOptions {
  /** Keeps an append-only file, synchronised each second as in production. */
  readonly appendOnly?: boolean;
  /** Further settings, as on the command line. */
  readonly settings?: readonly string[];
}

/** The server that tests run on: the one PVS_TEST_REDIS_SERVER names (a Redis' or Valkey's), else that of the machine. */
export const redisProgram = process.env['PVS_TEST_REDIS_SERVER'] || 'redis-server';

/** Starts a {@link redisProgram} on a free port of the loopback interface. */
export async function startRedis(options: TestRedisOptions = {}): Promise<TestRedis> {
  const directory = await mkdtemp(join(tmpdir(), 'pvs-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const settings = [
    ...['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', directory],
    ...['--appendonly', options.appendOnly === true ? 'yes' : 'no', '--appendfsync', 'everysec'],
    ...(options.settings ?? []),
  ];
  let child = await startServer(settings, url);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return {
    url,
    port,
    kill: () => end('SIGKILL'),
    async restart() {
      child = await startServer(settings, url);
    },
    async stop() {
      await end('SIGTERM');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function startServer(settings: readonly string[], url: string): Promise<ChildProcess> {
  const child = spawn(redisProgram, settings, { stdio: ['ignore', 'ignore', 'inherit'] });
  const exited = new Promise<never>((_, reject) => {
    child.once('error', (cause) =>
      reject(new Error(`cannot start ${redisProgram}: ${cause.message}`, { cause })),
    );
    child.once('exit', (code) => reject(new Error(`${redisProgram} ended with ${code}`)));
  });
  exited.catch(() => undefined);
  await Promise.race([answers(url), exited]);
  return child;
}

async function answers(url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 25 });
  redis.on('error', () => undefined);
  await redis.ping();
  redis.disconnect();
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
