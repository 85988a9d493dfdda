import { loadStack } from '@pvs/core/config/load-stack';
import { openStore } from '@pvs/core/storage/open-store';
import { type CommandContext, exitCode } from '../command.ts';
import { reachStack } from '../connect/reach-stack.ts';
import { withRedis } from '../connect/with-redis.ts';
import { defaultCollection } from '../ingest/default-collection.ts';
import { followPackages } from '../ingest/follow-packages.ts';
import { pushPackages } from '../ingest/push-packages.ts';
import { uploadPackage } from '../ingest/upload-package.ts';
import { printable } from '../printable.ts';
import { createProgressDisplay } from '../progress-display.ts';

/**
 * Pushes packages to `preprocess_queue`: files and directories of this machine are uploaded first, anything else is
 * an object path. With `wait` it follows them until each is registered or has failed.
 */
export async function ingest(
  { env, print, say }: CommandContext,
  given: readonly string[],
  { wait = false }: { wait?: boolean },
): Promise<number> {
  const reached = await reachStack(env, ['PVS_REDIS_URL', 'PVS_STORAGE_URL']);
  const collection = defaultCollection(await loadStack(reached));
  const store = openStore(reached.PVS_STORAGE_URL);
  return withRedis(reached, async (redis) => {
    const paths: string[] = [];
    for (const path of given) paths.push((await uploadPackage(path, collection, store, say)) ?? path);
    const pushed = await pushPackages(redis, paths);
    if (!wait) {
      for (const path of paths) print(`${printable(path)}: in preprocess_queue`);
      return exitCode.done;
    }
    const display = createProgressDisplay(process.stderr);
    const { done, failed } = await followPackages(redis, pushed, display);
    display.end();
    print(`${done} registered, ${failed} failed`);
    return failed === 0 ? exitCode.done : exitCode.failed;
  });
}
