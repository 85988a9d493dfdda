import { readFailures } from '@pvs/core/queue/failures';
import { type CommandContext, exitCode } from '../command.ts';
import { withRedis } from '../connect/with-redis.ts';
import { printable } from '../printable.ts';

/** Prints what failed and why, newest first. */
export async function failures(
  { env, print, say }: CommandContext,
  _: readonly string[],
  { json = false }: { json?: boolean },
): Promise<number> {
  const problems = await withRedis(env, readFailures);
  if (json) print(JSON.stringify({ failures: problems }, undefined, 2));
  else if (problems.length === 0) say('nothing has failed');
  for (const { stage, id, code, message, at, attempts } of json ? [] : problems) {
    print(`${printable(id)}`);
    print(`  ${stage} ${code}, ${at}, attempts: ${attempts}`);
    for (const line of message.split('\n')) print(`  ${printable(line)}`);
  }
  return exitCode.done;
}
