import { invalidInput, notFound } from '@pvs/core/errors';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import type { Problem } from '@pvs/core/queue/stage-keys';
import { readFailures, retryFailure } from '@pvs/core/queue/stage-overview';
import { type CommandContext, exitCode } from '../command.ts';
import { withRedis } from '../connect/with-redis.ts';
import { printable } from '../printable.ts';

/** Puts failed items back into the queues they came from: the named ones, in whichever stage they failed, or all. */
export async function retry(
  { env, print, say }: CommandContext,
  ids: readonly string[],
  { all = false }: { all?: boolean },
): Promise<number> {
  if (all === ids.length > 0) {
    throw invalidInput('name the ids to try again, or --all (and not both): ./pvs failures lists them', {
      code: 'InvalidArguments',
    });
  }
  return withRedis(env, async (redis) => {
    const chosen = choose(await readFailures(redis), ids);
    // A failure without its message can be named and is refused; --all passes over it.
    const retried = all ? chosen.filter(({ queue }) => queue !== '') : chosen;
    for (const problem of retried) print(await retryOne(redis, problem));
    if (retried.length < chosen.length)
      say(`${chosen.length - retried.length} without a recorded message stay as they are`);
    if (chosen.length === 0) say('nothing has failed');
    return exitCode.done;
  });
}

function choose(failures: readonly Problem[], ids: readonly string[]): Problem[] {
  if (ids.length === 0) return [...failures];
  return ids.flatMap((id) => {
    const found = failures.filter((failure) => failure.id === id);
    if (found.length === 0) {
      throw notFound(
        `'${printable(id)}' is not among the ${failures.length} failures: ./pvs failures lists them`,
        {
          code: 'NoSuchFailure',
        },
      );
    }
    return found;
  });
}

async function retryOne(redis: ScriptedRedis, { stage, id, queue }: Problem): Promise<string> {
  const moved = await retryFailure(redis, stage, id);
  return moved ? `${printable(id)}: back in ${queue}` : `${printable(id)}: has moved on meanwhile`;
}
