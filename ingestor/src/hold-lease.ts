import { randomUUID } from 'node:crypto';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';

const LEASE_MS = 15_000;

const RENEW = `
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`;

const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`;

/**
 * A key that one of several processes holds, for 15 seconds each time it renews it. It spares work that need not be
 * done twice; whoever holds it must do nothing that would be wrong if another one did it, too.
 */
export const holdLease = (redis: ScriptedRedis, key: string, holder: string = randomUUID()) => ({
  /** Whether this process holds it now. */
  renew: async (): Promise<boolean> => (await redis.eval(RENEW, 1, key, holder, LEASE_MS)) === 1,
  /** Lets others have it at once. */
  release: async (): Promise<void> => void (await redis.eval(RELEASE, 1, key, holder)),
});
