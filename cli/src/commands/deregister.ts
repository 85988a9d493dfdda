import { stageKeys } from '@pvs/core/queue/stage-keys';
import { type CommandContext, exitCode } from '../command.ts';
import { auditCommand } from '../connect/audit-command.ts';
import { withRedis } from '../connect/with-redis.ts';
import { printable } from '../printable.ts';

/** Asks for products to be removed from the catalogue. */
export async function deregister({ env, print }: CommandContext, ids: readonly string[]): Promise<number> {
  const [queue] = stageKeys.deregister.queues;
  await withRedis(env, async (redis) => {
    await redis.lpush(queue, ...ids);
    await auditCommand(redis, 'deregister', { ids });
  });
  for (const id of ids) print(`${printable(id)}: in ${queue}`);
  return exitCode.done;
}
