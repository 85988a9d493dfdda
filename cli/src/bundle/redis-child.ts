import { spawn } from 'node:child_process';
import { accessSync, closeSync, constants, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { sourceUnavailable } from '@pvs/core/errors';
import { Redis } from 'ioredis';
import { openChildLog } from './child-log.ts';
import type { ChildPlan } from './kept-child.ts';

/** A `redis-server` on loopback whose append-only file is in `directory`: at most a second is lost by a power cut. */
export function redisChild(program: string, directory: string, port: number, logsDir: string): ChildPlan {
  return {
    name: 'redis',
    spawn() {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      const log = openChildLog(logsDir, 'redis');
      // A group of its own: Ctrl-C in the terminal must not end Redis before the stages that use it.
      const child = spawn(program, redisArguments(directory, port), {
        stdio: ['ignore', log, log],
        detached: true,
      });
      closeSync(log);
      return child;
    },
  };
}

function redisArguments(directory: string, port: number): string[] {
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    'protected-mode': 'yes',
    dir: directory,
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}

/** Waits until Redis answers; while it loads its file it does not. */
export async function waitForRedis(url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  redis.on('error', () => undefined);
  await redis.ping();
  redis.disconnect();
}

/**
 * The `redis-server` (or Valkey's) on the PATH.
 * @throws SourceUnavailable that says how to get one
 */
export function findRedisServer(path: string): string {
  const found = findProgram('redis-server', path) ?? findProgram('valkey-server', path);
  if (found !== undefined) return found;
  throw sourceUnavailable(
    'redis-server is not on the PATH: install it (Debian, Ubuntu: apt-get install redis-server; Homebrew: brew install redis), or set PVS_REDIS_URL',
    { code: 'RedisMissing' },
  );
}

/** Full path of a program, searched as a shell does. */
export function findProgram(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
