import { packageId } from '@pvs/core/queue/package-path';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { stageKeys } from '@pvs/core/queue/stage-keys';
import { prefixOf } from '@pvs/core/storage/product-keys';

/** One package on its way, by the ids it has in the two stages. */
export interface PushedPackage {
  readonly preprocessId: string;
  readonly registerId: string;
}

const [preprocessQueue] = stageKeys.preprocess.queues;

/**
 * Pushes object paths to `preprocess_queue`. What an earlier push of the same package came to is forgotten in the
 * same move: whoever follows the package sees only what becomes of this one.
 */
export async function pushPackages(redis: ScriptedRedis, paths: readonly string[]): Promise<PushedPackage[]> {
  const move = redis.multi();
  const pushed = paths.map((path) => {
    const preprocessId = packageId(path);
    return { preprocessId, registerId: prefixOf(preprocessId) };
  });
  for (const [index, path] of paths.entries()) {
    const { preprocessId, registerId } = pushed[index] ?? { preprocessId: path, registerId: path };
    for (const [keys, id] of [
      [stageKeys.preprocess, preprocessId],
      [stageKeys.register, registerId],
    ] as const) {
      move.srem(keys.success, id).srem(keys.failure, id).hdel(keys.problems, id);
    }
    move.lpush(preprocessQueue, path);
  }
  await move.exec();
  return pushed;
}
