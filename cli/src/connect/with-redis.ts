import type { Environment } from '@pvs/core/config/environment';
import { sourceUnavailable } from '@pvs/core/errors';
import { createLog } from '@pvs/core/observe/log';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { connectRedis } from '@pvs/core/queue/redis';
import { withoutPassword } from '@pvs/core/queue/redis-url';
import { reachStack } from './reach-stack.ts';

const DEADLINE_MS = 5000;

/**
 * Does something with the Redis of the stack, and closes the connection.
 * @throws SourceUnavailable where it does not answer
 */
export async function withRedis<T>(env: Environment, use: (redis: ScriptedRedis) => Promise<T>): Promise<T> {
  const { PVS_REDIS_URL: url, PVS_REDIS_CA: ca } = await reachStack(env, ['PVS_REDIS_URL']);
  const redis = connectRedis(url, createLog('cli', 'silent'), ca);
  try {
    await answered(redis, url);
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

/** A service's connection waits for ever; a person at a terminal does not. */
async function answered(redis: ScriptedRedis, url: string): Promise<void> {
  let reason = 'no answer';
  redis.on('error', (error: Error) => (reason = error.message));
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(
      sourceUnavailable(
        `Redis at ${withoutPassword(url)} did not answer within ${DEADLINE_MS / 1000} s: ${reason}`,
      ),
    );
  }, DEADLINE_MS);
  try {
    await Promise.race([redis.ping(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
