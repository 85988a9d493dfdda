import { stageKeys } from '@pvs/core/queue/stage-keys';
import { parseInterval } from '@pvs/core/time/time-grammar';
import { type CommandContext, exitCode } from '../command.ts';
import { withRedis } from '../connect/with-redis.ts';

/** Asks for the tiles of a time interval to be drawn and kept. */
export async function seed(
  { env, print }: CommandContext,
  [interval = '']: readonly string[],
): Promise<number> {
  parseInterval(interval);
  const [queue] = stageKeys.seed.queues;
  await withRedis(env, (redis) => redis.lpush(queue, interval));
  print(`${interval}: in ${queue}`);
  return exitCode.done;
}
