import { Redis } from 'ioredis';
import type { Logger } from '../observe/log.ts';
import { queueScripts, type ScriptedRedis } from './queue-scripts.ts';

/** A connection that keeps trying, with the queue's scripts defined. */
export function connectRedis(url: string, log: Logger): ScriptedRedis {
  const redis = new Redis(url, {
    // Commands wait for the connection to come back instead of failing: a stage waits, it does not lose items.
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => Math.min(100 * 2 ** Math.min(attempt, 6), 5000),
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
