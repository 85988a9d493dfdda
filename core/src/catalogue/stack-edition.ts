import { createHash } from 'node:crypto';
import type { StackConfig } from '../config/stack.ts';
import type { Logger } from '../observe/log.ts';
import { troubleLog } from '../observe/trouble-log.ts';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import { readVersion } from '../release/read-version.ts';

/** Hash of Redis: the `edition` that was started last, and its `number`. */
export const EDITION_KEY = 'stack_edition';

const EVERY_MS = 5000;

/**
 * KEYS 1: {@link EDITION_KEY}. ARGV: an edition, and the number that a process of it has, 0 where it has just started.
 * Returns the number that it has now.
 */
const NUMBER = `
local last, number = unpack(redis.call('HMGET', KEYS[1], 'edition', 'number'))
local own = tonumber(ARGV[2])
number = tonumber(number or 0)
if last and last ~= ARGV[1] and own > 0 then return own end
if last == ARGV[1] or own > 0 then number = math.max(number, own)
else number = math.max(number + 1, tonumber(redis.call('TIME')[1])) end
redis.call('HSET', KEYS[1], 'edition', ARGV[1], 'number', number)
return number`;

/** What capabilities depend on beside the catalogue: the stack's YAML and the version of this program. */
export const editionOf = (stack: StackConfig): string =>
  createHash('sha256')
    .update(JSON.stringify([readVersion(), stack]))
    .digest('base64url');

/**
 * The number of an edition of a stack: another edition than the one that was started last gets a greater number, also
 * one that was there before, and all processes of an edition have the same. The time of Redis, in seconds, where it is
 * later than the last number: what Redis forgets lowers none.
 * @param own what this process has been told before; 0 where it has just started
 */
export const numberEdition = async (redis: ScriptedRedis, edition: string, own: number): Promise<number> =>
  (await redis.eval(NUMBER, 1, EDITION_KEY, edition, own)) as number;

/** Tells the number of an edition, now and whenever it has become another one. */
export function followEdition(
  redis: ScriptedRedis,
  log: Logger,
  edition: string,
  tell: (number: number) => void,
): { stop(): void } {
  const trouble = troubleLog(log, { fails: 'Edition:Unknown', works: 'Edition:KnownAgain' });
  let own = 0;
  let stopped = false;
  const look = async () => {
    try {
      own = await numberEdition(redis, edition, own);
      if (!stopped) tell(own);
      trouble.worked();
    } catch (error) {
      if (!stopped) trouble.failed(error);
    }
  };
  void look();
  const timer = setInterval(() => redis.status === 'ready' && void look(), EVERY_MS);
  return {
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };
}
