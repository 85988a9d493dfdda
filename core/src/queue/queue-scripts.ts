import type { Redis } from 'ioredis';

/**
 * The moves of the queue protocol, each one atomic. An item's token is its place in a worker's in-flight list: a
 * script that cannot remove it from there finds that somebody else recovered it, and changes nothing.
 */
const begin = `
-- KEYS in-flight queue working owners attempts success failure problems; ARGV raw id worker
if redis.call('HEXISTS', KEYS[4], ARGV[2]) == 1 then
  redis.call('LREM', KEYS[1], 1, ARGV[1])
  redis.call('LPUSH', KEYS[2], ARGV[1])
  return -1
end
redis.call('HSET', KEYS[4], ARGV[2], ARGV[3])
redis.call('SADD', KEYS[3], ARGV[2])
redis.call('SREM', KEYS[6], ARGV[2])
redis.call('SREM', KEYS[7], ARGV[2])
redis.call('HDEL', KEYS[8], ARGV[2])
return redis.call('HINCRBY', KEYS[5], ARGV[2], 1)
`;

const finish = `
-- KEYS in-flight working owners attempts progress outcome other-outcome problems; ARGV raw id worker problem|'' [queue message]*
if redis.call('HGET', KEYS[3], ARGV[2]) ~= ARGV[3] then return 0 end
if redis.call('LREM', KEYS[1], 1, ARGV[1]) == 0 then return 0 end
redis.call('HDEL', KEYS[3], ARGV[2])
redis.call('SREM', KEYS[2], ARGV[2])
redis.call('HDEL', KEYS[4], ARGV[2])
redis.call('HDEL', KEYS[5], ARGV[2])
redis.call('SREM', KEYS[7], ARGV[2])
redis.call('SADD', KEYS[6], ARGV[2])
if ARGV[4] == '' then redis.call('HDEL', KEYS[8], ARGV[2]) else redis.call('HSET', KEYS[8], ARGV[2], ARGV[4]) end
for i = 5, #ARGV, 2 do redis.call('LPUSH', ARGV[i], ARGV[i + 1]) end
return 1
`;

const giveBack = `
-- KEYS in-flight queue working owners attempts progress; ARGV raw id worker keep-attempt(1|0)
if redis.call('LREM', KEYS[1], 1, ARGV[1]) == 0 then return 0 end
redis.call('RPUSH', KEYS[2], ARGV[1])
if redis.call('HGET', KEYS[4], ARGV[2]) == ARGV[3] then
  redis.call('HDEL', KEYS[4], ARGV[2])
  redis.call('SREM', KEYS[3], ARGV[2])
  redis.call('HDEL', KEYS[6], ARGV[2])
  if ARGV[4] == '0' then redis.call('HINCRBY', KEYS[5], ARGV[2], -1) end
end
return 1
`;

const retry = `
-- KEYS failure problems attempts queue; ARGV id problem raw
if redis.call('HGET', KEYS[2], ARGV[1]) ~= ARGV[2] then return 0 end
if redis.call('SREM', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
redis.call('LPUSH', KEYS[4], ARGV[3])
return 1
`;

export const queueScripts = {
  pvsBegin: { lua: begin, numberOfKeys: 8 },
  pvsFinish: { lua: finish, numberOfKeys: 8 },
  pvsGiveBack: { lua: giveBack, numberOfKeys: 6 },
  pvsRetry: { lua: retry, numberOfKeys: 4 },
};

/** A Redis connection that knows the scripts above. */
export interface ScriptedRedis extends Redis {
  pvsBegin(...keysAndArgs: string[]): Promise<number>;
  pvsFinish(...keysAndArgs: string[]): Promise<number>;
  pvsGiveBack(...keysAndArgs: string[]): Promise<number>;
  pvsRetry(...keysAndArgs: string[]): Promise<number>;
}
