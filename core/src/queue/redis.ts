import { Redis } from 'ioredis';
import type { Logger } from '../observe/log.ts';
import { queueScripts, type ScriptedRedis } from './queue-scripts.ts';
import { redisOptions } from './redis-url.ts';

/**
 * A connection that keeps trying, with the queue's scripts defined.
 * @param url as {@link redisOptions} reads it
 * @param ca certificates (PEM) to trust, for TLS
 */
export function connectRedis(url: string, log: Logger, ca?: string): ScriptedRedis {
  const retryStrategy = (attempt: number) => Math.min(100 * 2 ** Math.min(attempt, 6), 2000);
  const redis = new Redis({
    ...redisOptions(url, ca),
    // Commands wait for the connection to come back instead of failing: a stage waits, it does not lose items.
    maxRetriesPerRequest: null,
    retryStrategy,
    sentinelRetryStrategy: retryStrategy,
    // A master that became a replica: connect to the new one and send again.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
    scripts: queueScripts,
  });
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) log.warn({ error: error.message }, 'Redis:Away');
    away = true;
  });
  redis.on('ready', () => {
    if (away) log.info({}, 'Redis:Back');
    away = false;
  });
  return redis as ScriptedRedis;
}
