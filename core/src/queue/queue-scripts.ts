import type { Redis } from 'ioredis';
import { moves } from './script-moves.ts';
import { upkeep } from './script-upkeep.ts';

/**
 * What every script begins with: the keys of a stage ({@link keyVector}) by name, and the moves they share. Lists
 * that belong to one worker or one id are named in the scripts, so a stack's Redis is not a Redis Cluster.
 */
const prelude = `
local working, success, failure, problems, progress, attempts, owners, workers, delayed, troubles, parked, taken, finished = unpack(KEYS)
local call = redis.call

local function inFlight(queue, worker) return queue .. ':in-flight:' .. worker end
local function isOf(owner, worker) return string.sub(owner, 1, #worker + 1) == worker .. '#' end
local function now()
  local time = call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function hold(id, token)
  call('HSET', owners, id, token)
  call('SADD', working, id)
  call('SREM', success, id)
  call('SREM', failure, id)
  call('HDEL', problems, id)
  return call('HINCRBY', attempts, id, 1)
end
local function letGo(id, counts)
  call('HDEL', owners, id)
  call('SREM', working, id)
  call('HDEL', progress, id)
  if not counts and call('HINCRBY', attempts, id, -1) <= 0 then call('HDEL', attempts, id) end
end

local function park(side, id, queue, raw)
  call(side, parked .. ':' .. id, queue .. ' ' .. raw)
  call('HINCRBY', parked, id, 1)
end
local function split(entry)
  local space = string.find(entry, ' ', 1, true)
  return string.sub(entry, 1, space - 1), string.sub(entry, space + 1)
end
local function unpark(id)
  local entry = call('LPOP', parked .. ':' .. id)
  if not entry then return nil end
  if call('HINCRBY', parked, id, -1) <= 0 then call('HDEL', parked, id) end
  return split(entry)
end

-- What stands next in a queue after the first few, without taking it: some messages, and no more than fit an answer.
local function ahead(queue, skip, most)
  local seen, bytes = {}, 0
  for i = skip + 1, skip + most do
    local raw = call('LINDEX', queue, -i)
    if not raw then break end
    bytes = bytes + #raw
    if i > 1 and bytes > 16384 then break end
    seen[#seen + 1] = raw
  end
  return seen
end
-- The next message of a queue, whose id the worker knows, into work: {} where it has to wait for another of its id.
local function takeNext(queue, raw, id, worker, token)
  call('HINCRBY', taken, queue, 1)
  if call('HEXISTS', owners, id) == 1 or call('ZSCORE', delayed, id) then
    call('RPOP', queue)
    park('RPUSH', id, queue, raw)
    return {}
  end
  call('LMOVE', queue, inFlight(queue, worker), 'RIGHT', 'LEFT')
  return { queue, raw, id, token, hold(id, token) }
end
local function putBack(queue, raw)
  call('RPUSH', queue, raw)
  call('HINCRBY', taken, queue, -1)
end
-- The last first, so that the first ends as the next to be taken.
local function unparkAll(id)
  local entry = call('RPOP', parked .. ':' .. id)
  while entry do
    putBack(split(entry))
    entry = call('RPOP', parked .. ':' .. id)
  end
  call('HDEL', parked, id)
end
`;

const KEY_COUNT = 13;

const script = (lua: string) => ({ lua: prelude + lua, numberOfKeys: KEY_COUNT });

/** The moves of the queue protocol, each one atomic; `docs/decisions/007-…` tells why they are cut like this. */
export const queueScripts = {
  pvsTake: script(moves.take),
  pvsFinish: script(moves.finish),
  pvsDelay: script(moves.delay),
  pvsGiveBack: script(moves.giveBack),
  pvsRetry: script(moves.retry),
  pvsBeat: script(upkeep.beat),
  pvsReport: script(upkeep.report),
  pvsRelease: script(upkeep.release),
  pvsLook: script(upkeep.look),
  pvsHurry: script(upkeep.hurry),
};

export type ScriptArgument = string | number | Buffer;

/** Queue, message, id, token, attempts; empty for none. */
export type ItemRow = readonly (Buffer | number)[];
/** What is in work now, and what stands ahead in each queue. */
export type TakeAnswer = readonly [ItemRow[], Buffer[][]];
/** Whether it was finished, what is in work instead, which queue was looked at, and what stands ahead in it. */
export type FinishAnswer = readonly [number, ItemRow, Buffer, Buffer[]];

/** A Redis connection that knows the scripts above. */
export interface ScriptedRedis extends Redis {
  pvsTakeBuffer(...keysAndArgs: ScriptArgument[]): Promise<TakeAnswer | null>;
  pvsFinishBuffer(...keysAndArgs: ScriptArgument[]): Promise<FinishAnswer>;
  pvsDelay(...keysAndArgs: ScriptArgument[]): Promise<number>;
  pvsGiveBack(...keysAndArgs: ScriptArgument[]): Promise<number>;
  pvsRetry(...keysAndArgs: ScriptArgument[]): Promise<number>;
  pvsBeat(...keysAndArgs: ScriptArgument[]): Promise<[number[], string[]] | null>;
  pvsReport(...keysAndArgs: ScriptArgument[]): Promise<number>;
  pvsRelease(...keysAndArgs: ScriptArgument[]): Promise<string[]>;
  pvsLook(...keysAndArgs: ScriptArgument[]): Promise<number>;
  pvsHurry(...keysAndArgs: ScriptArgument[]): Promise<number>;
}
