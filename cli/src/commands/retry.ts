import { invalidInput, notFound } from '@pvs/core/errors';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import type { Problem } from '@pvs/core/queue/stage-keys';
import { readFailures, retryFailure } from '@pvs/core/queue/failures';
import { type CommandContext, exitCode } from '../command.ts';
import { auditCommand } from '../connect/audit-command.ts';
import { withRedis } from '../connect/with-redis.ts';
import { printable } from '../printable.ts';

interface RetryOptions {
  readonly all?: boolean;
  /** Those that failed with this code. */
  readonly code?: string;
  readonly json?: boolean;
}

/**
 * Puts failed items back into the queues they came from: the named ones, in whichever stage they failed, those of a
 * code, or all.
 */
export async function retry(
  { env, print, say }: CommandContext,
  ids: readonly string[],
  { all = false, code, json = false }: RetryOptions,
): Promise<number> {
  if ([all, code !== undefined, ids.length > 0].filter(Boolean).length !== 1) {
    throw invalidInput('name the ids to try again, or --code CODE, or --all: ./pvs failures lists them', {
      code: 'InvalidArguments',
    });
  }
  return withRedis(env, async (redis) => {
    const failures = await readFailures(redis);
    const chosen = ids.length > 0 ? choose(failures, ids) : withCode(failures, code);
    // A failure without its message can be named and is refused; the others pass over it.
    const tried = ids.length > 0 ? chosen : chosen.filter(({ queue }) => queue !== '');
    const results: RetryResult[] = [];
    for (const problem of tried) results.push(await retryOne(redis, problem));
    if (results.length > 0)
      await auditCommand(
        redis,
        'retry',
        results.map(({ stage, id }) => ({ stage, id })),
      );
    if (json) print(JSON.stringify({ retried: results }, undefined, 2));
    else for (const { id, queue, moved } of results) print(describe(id, queue, moved));
    if (tried.length < chosen.length)
      say(`${chosen.length - tried.length} without a recorded message stay as they are`);
    if (chosen.length === 0)
      say(code === undefined ? 'nothing has failed' : `nothing has failed with '${code}'`);
    return exitCode.done;
  });
}

const withCode = (failures: readonly Problem[], code: string | undefined) =>
  failures.filter((failure) => code === undefined || failure.code === code);

function choose(failures: readonly Problem[], ids: readonly string[]): Problem[] {
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

/** What came of trying one failure again. */
interface RetryResult {
  readonly stage: string;
  readonly id: string;
  readonly queue: string;
  readonly moved: boolean;
}

async function retryOne(redis: ScriptedRedis, { stage, id, queue }: Problem): Promise<RetryResult> {
  return { stage, id, queue, moved: await retryFailure(redis, stage, id) };
}

const describe = (id: string, queue: string, moved: boolean) =>
  `${printable(id)}: ${moved ? `back in ${queue}` : 'has moved on meanwhile'}`;
