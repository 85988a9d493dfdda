import { createHash, randomUUID } from 'node:crypto';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import type { Logger } from '@pvs/core/observe/log';
import { messageOf } from '@pvs/core/errors';

/** A drawer that died holds others up for this long at most. */
const LEASE_MS = 10_000;

/** Only the holder's own lease is renewed or given back. */
const RENEW = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0`;
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

/** Lets one process at a time draw what a name stands for. */
export interface DrawLeases {
  /**
   * A function that gives the lease back; undefined while another process holds it. Without Redis everybody gets
   * one: to draw twice is better than not to draw.
   */
  take(name: string): Promise<(() => Promise<void>) | undefined>;
}

export function createDrawLeases(redis: ScriptedRedis, log: Logger, leaseMs = LEASE_MS): DrawLeases {
  const renewing = (key: string, token: string) =>
    setInterval(() => {
      redis.eval(RENEW, 1, key, token, leaseMs).catch(() => undefined);
    }, leaseMs / 3);
  return {
    async take(name) {
      // Commands wait for a connection that is away; a request cannot.
      if (redis.status !== 'ready') return async () => undefined;
      const key = `pvs:drawing:${createHash('sha256').update(name).digest('base64url')}`;
      const token = randomUUID();
      try {
        if ((await redis.set(key, token, 'PX', leaseMs, 'NX')) === null) return undefined;
      } catch (error) {
        log.warn({ error: messageOf(error) }, 'DrawLease:Unavailable');
        return async () => undefined;
      }
      const renewal = renewing(key, token);
      return async () => {
        clearInterval(renewal);
        if (redis.status === 'ready') await redis.eval(RELEASE, 1, key, token).catch(() => undefined);
      };
    },
  };
}
