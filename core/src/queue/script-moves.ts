/**
 * Where an item goes. A token `{worker}#{number}` is one holding of one item: a script that does not find it in
 * `owners` learns that somebody else recovered the item, and changes nothing. Sending a script again after a lost
 * answer does no harm.
 */

/** Due items first, then one message of each queue in turn. Nil for a worker that was taken for dead. */
const take = `
-- ARGV worker count token-prefix queue…
local worker, count = ARGV[1], tonumber(ARGV[2])
if call('SISMEMBER', workers, worker) == 0 then return false end
local items = {}
for _, id in ipairs(call('ZRANGEBYSCORE', delayed, '-inf', now(), 'LIMIT', 0, count)) do
  call('ZREM', delayed, id)
  local queue, raw = unpark(id)
  if queue then
    local token = worker .. '#' .. ARGV[3] .. '.' .. (#items + 1)
    call('LPUSH', inFlight(queue, worker), raw)
    items[#items + 1] = { queue, raw, id, token, hold(id, token) }
  end
end
local empty, at, from = 0, 0, #ARGV - 3
while #items < count and empty < from do
  local queue = ARGV[4 + at % from]
  at = at + 1
  local raw = call('LMOVE', queue, inFlight(queue, worker), 'RIGHT', 'LEFT')
  if raw then
    call('HINCRBY', taken, queue, 1)
    items[#items + 1] = { queue, raw }
    empty = 0
  else
    empty = empty + 1
  end
end
return items
`;

/** Puts taken messages in work; those whose id is held or delayed wait for it. */
const begin = `
-- ARGV worker [queue raw id token]…; for each the attempts, or 0 where it waits
local worker, results = ARGV[1], {}
if call('SISMEMBER', workers, worker) == 0 then return false end
for i = 2, #ARGV, 4 do
  local queue, raw, id, token = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local owner = call('HGET', owners, id)
  if owner == token then
    results[#results + 1] = tonumber(call('HGET', attempts, id))
  elseif owner or call('ZSCORE', delayed, id) then
    if call('LREM', inFlight(queue, worker), 1, raw) == 1 then park('RPUSH', id, queue, raw) end
    results[#results + 1] = 0
  else
    results[#results + 1] = hold(id, token)
  end
end
return results
`;

/**
 * To an outcome, with what follows from it. The next message of the same id, if one waits, is begun at once; else,
 * where queues are given, one message of them is taken, unless a delayed one is due.
 */
const finish = `
-- ARGV worker queue raw id token next-token|'' problem|'' queue-count queue… [queue message]…
local worker, queue, raw, id, token, following = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
if call('HGET', owners, id) ~= token then return 0 end
call('LREM', inFlight(queue, worker), 1, raw)
call('HDEL', attempts, id)
call('HDEL', troubles, id)
if ARGV[7] == '' then
  call('SREM', failure, id)
  call('SADD', success, id)
  call('HDEL', problems, id)
else
  call('SREM', success, id)
  call('SADD', failure, id)
  call('HSET', problems, id, ARGV[7])
end
local queues = tonumber(ARGV[8])
for i = 9 + queues, #ARGV, 2 do call('LPUSH', ARGV[i], ARGV[i + 1]) end
if following == '' then
  letGo(id, true)
  unparkAll(id)
  return 1
end
local nextQueue, nextRaw = unpark(id)
if not nextQueue then
  letGo(id, true)
  if queues == 0 or #call('ZRANGEBYSCORE', delayed, '-inf', now(), 'LIMIT', 0, 1) > 0 then return 1 end
  for i = 9, 8 + queues do
    local other = call('LMOVE', ARGV[i], inFlight(ARGV[i], worker), 'RIGHT', 'LEFT')
    if other then
      call('HINCRBY', taken, ARGV[i], 1)
      return { ARGV[i], other }
    end
  end
  return 1
end
call('HDEL', progress, id)
call('LPUSH', inFlight(nextQueue, worker), nextRaw)
return { nextQueue, nextRaw, id, following, hold(id, following) }
`;

/** To the delayed, before every other message of its id; the attempt does not count. */
const delay = `
-- ARGV worker queue raw id token delay-ms trouble
local worker, queue, raw, id = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if call('HGET', owners, id) ~= ARGV[5] then return 0 end
call('LREM', inFlight(queue, worker), 1, raw)
park('LPUSH', id, queue, raw)
letGo(id, false)
call('HSET', troubles, id, ARGV[7])
call('ZADD', delayed, now() + tonumber(ARGV[6]), id)
return 1
`;

/** Back to be the next of its queue, the others of its id behind it; the attempt does not count. */
const giveBack = `
-- ARGV worker queue raw id token; or, of a message whose taking was never answered, '' and 'known' if its id is held
local worker, queue, raw, id, token = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local owner = call('HGET', owners, id)
local held = owner and (owner == token or (token == '' and ARGV[6] ~= 'known' and isOf(owner, worker)))
if token ~= '' and not held then return 0 end
if call('LREM', inFlight(queue, worker), 1, raw) == 0 then return 0 end
if held then
  letGo(id, false)
  unparkAll(id)
end
putBack(queue, raw)
return 1
`;

const retry = `
-- ARGV id problem queue raw
if call('HGET', problems, ARGV[1]) ~= ARGV[2] then return 0 end
if call('SREM', failure, ARGV[1]) == 0 then return 0 end
call('HDEL', problems, ARGV[1])
call('HDEL', attempts, ARGV[1])
call('LPUSH', ARGV[3], ARGV[4])
return 1
`;

export const moves = { take, begin, finish, delay, giveBack, retry };
