/**
 * Where an item goes. A token `{worker}#{number}` is one holding of one item: a script that does not find it in
 * `owners` learns that somebody else recovered the item, and changes nothing. Sending a script again after a lost
 * answer does no harm. Nothing is ever taken that is not in work by the same move: a worker looks at what stands ahead
 * in a queue, works out the ids, and takes the next message if it is still one of those.
 */

/**
 * Due items first, then one message of each queue in turn: those whose ids the worker knows, since it has seen what
 * stands ahead. Nil for a worker that was taken for dead.
 */
const take = `
-- ARGV worker count token-prefix look-ahead queue-count queue… [queue raw id]…
local worker, count, queues, items = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[5]), {}
if call('SISMEMBER', workers, worker) == 0 then return false end
local function token() return worker .. '#' .. ARGV[3] .. '.' .. (#items + 1) end
for _, id in ipairs(call('ZRANGEBYSCORE', delayed, '-inf', now(), 'LIMIT', 0, count)) do
  call('ZREM', delayed, id)
  local queue, raw = unpark(id)
  if queue then
    call('LPUSH', inFlight(queue, worker), raw)
    items[#items + 1] = { queue, raw, id, token(), hold(id, token()) }
  end
end
local at, fruitless, offer = 0, 0, {}
while #items < count and fruitless < queues do
  local queue = ARGV[6 + at % queues]
  local raw, i = call('LINDEX', queue, -1), offer[queue] or 6 + queues
  -- Others may have taken the first of what it knows.
  while raw and i < #ARGV and (ARGV[i] ~= queue or ARGV[i + 1] ~= raw) do i = i + 3 end
  at, fruitless, offer[queue] = at + 1, fruitless + 1, i
  if raw and i < #ARGV then
    local item = takeNext(queue, raw, ARGV[i + 2], worker, token())
    if #item > 0 then items[#items + 1] = item end
    fruitless, offer[queue] = 0, i + 3
  end
end
local seen = {}
for i = 6, 5 + queues do seen[#seen + 1] = ahead(ARGV[i], 0, tonumber(ARGV[4])) end
return { items, seen }
`;

/**
 * To an outcome, with what follows from it. Its place goes to the next message of the same id, if one waits; else,
 * where queues are given, to the next message of the first that has any, if the worker knows it, unless a delayed
 * one is due.
 */
const finish = `
-- ARGV worker queue raw id token problem|'' next-token|'' [queue raw id]|['' '' ''] skip look-ahead reach queue-count queue… [queue message]…
local worker, queue, raw, id, token, following = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[7]
if call('HGET', owners, id) ~= token then return { 0, {}, '', {} } end
call('LREM', inFlight(queue, worker), 1, raw)
call('HDEL', attempts, id)
call('HDEL', troubles, id)
call('HINCRBY', finished, ARGV[6] == '' and 'done' or 'failed', 1)
if ARGV[6] == '' then
  call('SREM', failure, id)
  call('SADD', success, id)
  call('HDEL', problems, id)
else
  call('SREM', success, id)
  call('SADD', failure, id)
  call('HSET', problems, id, ARGV[6])
end
local last = 14 + tonumber(ARGV[14])
for i = last + 1, #ARGV, 2 do call('LPUSH', ARGV[i], ARGV[i + 1]) end
letGo(id, true)
if following == '' then
  unparkAll(id)
  return { 1, {}, '', {} }
end
local nextQueue, nextRaw = unpark(id)
if nextQueue then
  call('LPUSH', inFlight(nextQueue, worker), nextRaw)
  return { 1, { nextQueue, nextRaw, id, following, hold(id, following) }, '', {} }
end
local due = call('ZRANGE', delayed, 0, 0, 'WITHSCORES')[2]
if due and tonumber(due) <= now() then return { 1, {}, '', {} } end
for i = 15, last do
  local first = call('LINDEX', ARGV[i], -1)
  if first then
    local isKnown = ARGV[8] == ARGV[i] and ARGV[9] == first
    if not isKnown then return { 1, {}, ARGV[i], ahead(ARGV[i], 0, tonumber(ARGV[13])) } end
    local item = takeNext(ARGV[i], first, ARGV[10], worker, following)
    return { 1, item, ARGV[i], ahead(ARGV[i], tonumber(ARGV[11]), tonumber(ARGV[12])) }
  end
end
return { 1, {}, '', {} }
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
-- ARGV worker queue raw id token; '' for the token of an item whose taking was never answered
local worker, queue, raw, id, token = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local owner = call('HGET', owners, id)
local held = owner and (owner == token or (token == '' and isOf(owner, worker)))
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

export const moves = { take, finish, delay, giveBack, retry };
