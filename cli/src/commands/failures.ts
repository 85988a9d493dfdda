import { loadStack } from '@pvs/core/config/load-stack';
import type { RevisitsConfig } from '@pvs/core/config/revisits';
import { messageOf } from '@pvs/core/errors';
import { readRevisits } from '@pvs/core/queue/revisits';
import { type CommandContext, exitCode } from '../command.ts';
import { reachStack } from '../connect/reach-stack.ts';
import { withRedis } from '../connect/with-redis.ts';
import { printable } from '../printable.ts';
import { describeFailure } from '../status/describe-failure.ts';

/** Prints what failed and why, newest first, and when what may pass is tried again by itself. */
export async function failures(
  context: CommandContext,
  _: readonly string[],
  { json = false }: { json?: boolean },
): Promise<number> {
  const { print, say } = context;
  const env = await reachStack(context.env, ['PVS_REDIS_URL']);
  const config = await revisitsOf({ ...context, env });
  const problems = await withRedis(env, (redis) => readRevisits(redis, config));
  if (json) print(JSON.stringify({ failures: problems }, undefined, 2));
  else if (problems.length === 0) say('nothing has failed');
  for (const problem of json ? [] : problems) for (const line of describeFailure(problem)) print(line);
  return exitCode.done;
}

/** Whoever looks for what failed may have a mistake in the YAML in mind: it hides no failure. */
async function revisitsOf({ env, say }: CommandContext): Promise<RevisitsConfig> {
  try {
    return (await loadStack(env)).revisits;
  } catch (error) {
    say(`when items are tried again by themselves is not known: ${printable(messageOf(error))}`);
    return { codes: [], afterS: [] };
  }
}
