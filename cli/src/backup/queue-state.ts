import { isUtf8 } from 'node:buffer';
import { conflict } from '@pvs/core/errors';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';

/** Text, or bytes that are none. */
type Value = string | { readonly base64: string };

/** One key of Redis with all that it holds. */
export interface KeptKey {
  readonly key: Value;
  readonly type: string;
  /** What is left of its life, milliseconds; below 0 for ever. */
  readonly ttlMs: number;
  /** Members; of hashes names and values in turn, of sorted sets members and scores. */
  readonly values: readonly Value[];
}

/** Signs of life and locks, and what is numbered anew: worth nothing once the processes are others. */
const PASSING = /^(\w+_heartbeat|pvs:drawing|pvs:trace):|^stack_edition$/;

/** All keys at one moment: nothing moves while a script runs. */
const READ_ALL = `
local read = {
  string = function(key) return { redis.call('GET', key) } end,
  list = function(key) return redis.call('LRANGE', key, 0, -1) end,
  set = function(key) return redis.call('SMEMBERS', key) end,
  hash = function(key) return redis.call('HGETALL', key) end,
  zset = function(key) return redis.call('ZRANGE', key, 0, -1, 'WITHSCORES') end,
}
local all = {}
for _, key in ipairs(redis.call('KEYS', '*')) do
  local kind = redis.call('TYPE', key).ok
  all[#all + 1] = { key, kind, redis.call('PTTL', key), read[kind] and read[kind](key) or false }
end
return all`;

type ReadKey = readonly [Buffer, Buffer, number, Buffer[] | null];

/**
 * What stands in the stack's Redis: queues, sets, problems, tasks, tokens. What is in work is kept as in work: who
 * reads it again finds its worker dead, and takes it up once more.
 */
export async function readQueues(redis: ScriptedRedis): Promise<KeptKey[]> {
  const all = (await redis.callBuffer('EVAL', READ_ALL, '0')) as unknown as ReadKey[];
  return all
    .filter(([key]) => !PASSING.test(key.toString()))
    .map(([key, type, ttlMs, values]) => {
      if (values === null)
        throw conflict(
          `the key '${key.toString()}' is a ${type.toString()}, which this version does not write`,
        );
      return { key: valueOf(key), type: type.toString(), ttlMs, values: values.map(valueOf) };
    })
    .sort((a, b) => (JSON.stringify(a.key) < JSON.stringify(b.key) ? -1 : 1));
}

const valueOf = (bytes: Buffer): Value =>
  isUtf8(bytes) ? bytes.toString() : { base64: bytes.toString('base64') };
const bytesOf = (value: Value): Buffer =>
  typeof value === 'string' ? Buffer.from(value) : Buffer.from(value.base64, 'base64');

const ADD: Readonly<Record<string, string>> = {
  string: 'SET',
  list: 'RPUSH',
  set: 'SADD',
  hash: 'HSET',
  zset: 'ZADD',
};
/** Divides by two: names and values stay together. */
const VALUES_AT_ONCE = 1000;

/** Puts keys in place of all that there is, in one move. */
export async function writeQueues(redis: ScriptedRedis, keys: AsyncIterable<unknown>): Promise<number> {
  const move = redis.multi();
  for (const key of (await redis.callBuffer('KEYS', '*')) as unknown as Buffer[])
    if (!PASSING.test(key.toString())) move.del(key);
  let count = 0;
  for await (const one of keys) {
    const { key, type, ttlMs, values } = one as KeptKey;
    const [name, command] = [bytesOf(key), ADD[type] ?? 'SET'];
    const args = values.map(bytesOf);
    for (let from = 0; from < args.length; from += VALUES_AT_ONCE) {
      const some = args.slice(from, from + VALUES_AT_ONCE);
      move.call(command, name, ...(type === 'zset' ? swapped(some) : some));
    }
    if (ttlMs >= 0) move.pexpire(name, ttlMs);
    count += 1;
  }
  for (const [error] of (await move.exec()) ?? []) if (error) throw error;
  return count;
}

/** Sorted sets tell members before their scores, and are told scores before members. */
const swapped = (values: readonly Buffer[]) => values.map((_, i) => values[i % 2 === 0 ? i + 1 : i - 1]!);
