/** What keeps the books: leases, progress, recovery, ages. */

/** Renews a lease. Nil for a worker that was taken for dead: its items are no longer its own. */
const beat = `
-- ARGV worker heartbeat ttl-ms queue-count queue… [id token]…; lengths of the in-flight lists, ids that were lost
local worker, queues = ARGV[1], tonumber(ARGV[4])
if call('SISMEMBER', workers, worker) == 0 then return false end
call('SET', ARGV[2], 'alive', 'PX', ARGV[3])
local lengths, lost = {}, {}
for i = 5, 4 + queues do lengths[#lengths + 1] = call('LLEN', inFlight(ARGV[i], worker)) end
for i = 5 + queues, #ARGV, 2 do
  if call('HGET', owners, ARGV[i]) ~= ARGV[i + 1] then lost[#lost + 1] = ARGV[i + 1] end
end
return { lengths, lost }
`;

const report = `
-- ARGV [id token progress]…
for i = 1, #ARGV, 3 do
  if call('HGET', owners, ARGV[i]) == ARGV[i + 1] then call('HSET', progress, ARGV[i], ARGV[i + 2]) end
end
return 1
`;

/** Ends a worker: everything it holds goes back, and nothing it still sends has an effect. */
const release = `
-- ARGV worker heartbeat 'dead'|'leaves' queue…; the ids it had in work
local worker, leaves, ids = ARGV[1], ARGV[3] == 'leaves', {}
if not leaves and call('EXISTS', ARGV[2]) == 1 then return ids end
if call('SREM', workers, worker) == 0 then return ids end
call('DEL', ARGV[2])
local held = call('HGETALL', owners)
for i = 1, #held, 2 do
  if isOf(held[i + 1], worker) then
    ids[#ids + 1] = held[i]
    letGo(held[i], not leaves)
    unparkAll(held[i])
  end
end
for i = 4, #ARGV do
  local raw = call('LPOP', inFlight(ARGV[i], worker))
  while raw do
    putBack(ARGV[i], raw)
    raw = call('LPOP', inFlight(ARGV[i], worker))
  end
end
return ids
`;

/**
 * Notes how many messages each queue was ever given by now, and tells since when the oldest that waits is known to
 * wait: a list carries no times, but what is the n-th to be taken was there when n had been pushed. Frees messages
 * whose id nobody holds, as when somebody removed it from the delayed by hand.
 */
const look = `
-- ARGV queue…; the Unix time in ms, 0 where none waits
local at, oldest = now(), 0
for _, queue in ipairs(ARGV) do
  local gone, length, seen = tonumber(call('HGET', taken, queue) or '0'), call('LLEN', queue), queue .. ':seen'
  call('ZREMRANGEBYSCORE', seen, '-inf', gone)
  call('ZREMRANGEBYSCORE', seen, '(' .. (gone + length), '+inf')
  if length > 0 then
    local last = call('ZREVRANGE', seen, 0, 0, 'WITHSCORES')
    if (not last[2] or tonumber(last[2]) < gone + length) and call('ZCARD', seen) < 1000 then
      call('ZADD', seen, gone + length, string.format('%.0f', at))
    end
    local since = tonumber(call('ZRANGE', seen, 0, 0)[1] or at)
    if oldest == 0 or since < oldest then oldest = since end
  end
end
for _, id in ipairs(call('HKEYS', parked)) do
  if call('HEXISTS', owners, id) == 0 and not call('ZSCORE', delayed, id) then unparkAll(id) end
end
return oldest
`;

/** What a service was away for is due now, the longest delayed first, a few at a time. */
const hurry = `
local at = now()
for i, id in ipairs(call('ZRANGE', delayed, 0, -1)) do
  local due = at + i * 5
  if tonumber(call('ZSCORE', delayed, id)) > due then call('ZADD', delayed, due, id) end
end
return 1
`;

export const upkeep = { beat, report, release, look, hurry };
