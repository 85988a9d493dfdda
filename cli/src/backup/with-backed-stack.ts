import { connectDatabase } from '@pvs/core/catalogue/database';
import { createLog } from '@pvs/core/observe/log';
import type { CommandContext } from '../command.ts';
import { reachStack } from '../connect/reach-stack.ts';
import { withRedis } from '../connect/with-redis.ts';
import { readVersion } from '@pvs/core/release/read-version';
import { type BackedStack, configPathOf } from './back-up.ts';

/** Does something with what a backup is made of, and closes the connections. */
export async function withBackedStack<T>(
  { env }: CommandContext,
  use: (stack: BackedStack) => Promise<T>,
): Promise<T> {
  const reached = await reachStack(env, ['PVS_DATABASE_URL', 'PVS_REDIS_URL']);
  const db = connectDatabase(reached.PVS_DATABASE_URL, 1, createLog('cli', 'silent'));
  try {
    return await withRedis(reached, (redis) =>
      use({ name: reached.PVS_STACK, db, redis, configPath: configPathOf(reached), version: readVersion() }),
    );
  } finally {
    await db.destroy();
  }
}
