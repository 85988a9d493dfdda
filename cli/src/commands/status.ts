import { readOverview } from '@pvs/core/queue/stage-overview';
import { type CommandContext, exitCode } from '../command.ts';
import { withRedis } from '../connect/with-redis.ts';
import { describeStages } from '../status/describe-stages.ts';
import { watchStages } from '../status/watch-stages.ts';
import { terminated } from '../terminated.ts';

/** Prints where the items of every stage are; with `watch` again each second, until it is ended. */
export async function status(
  { env, print }: CommandContext,
  _: readonly string[],
  { json = false, watch = false }: { json?: boolean; watch?: boolean },
): Promise<number> {
  return withRedis(env, async (redis) => {
    if (watch) {
      const stop = new AbortController();
      void terminated().then(() => stop.abort());
      await watchStages(redis, process.stdout, json, stop.signal);
      return exitCode.done;
    }
    const stages = await readOverview(redis);
    if (json) print(JSON.stringify({ stages }, undefined, 2));
    else for (const line of describeStages(stages)) print(line);
    return exitCode.done;
  });
}
