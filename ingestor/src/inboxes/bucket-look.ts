import type { BucketInboxConfig } from '@pvs/core/config/inboxes';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import type { ObjectStat, ObjectStore } from '@pvs/core/storage/object-store';
import { taskKeys } from '../tasks/task-keys.ts';

/**
 * Where the looks at a bucket are. A bucket is listed in the order of its keys, not of its times, so that what is new
 * may be anywhere: rounds go over all keys again and again, some in each look, and go on after a restart where they
 * were. Most keys that are new sort last, with the date in them: so what follows the last key is listed in each look.
 */
export interface BucketCursor {
  /** Last key of the round that was looked at; absent where the round begins. */
  readonly round?: string;
  /** Last key of all that were seen. */
  readonly last?: string;
}

/** One look at a bucket. */
export interface BucketLook {
  objects(store: ObjectStore): AsyncGenerator<ObjectStat>;
  /** Once all of that is noted: the next look goes on behind it. */
  end(): Promise<void>;
}

/** Begins where the last look ended that was ended, by whichever process. */
export async function beginLook(
  redis: ScriptedRedis,
  { id, prefix, keysPerLook }: BucketInboxConfig,
): Promise<BucketLook> {
  const json = await redis.hget(taskKeys.cursors, id);
  const begun = json === null ? {} : (JSON.parse(json) as BucketCursor);
  let { round, last } = begun;
  return {
    async *objects(store) {
      let isWhole = true;
      let count = 0;
      for await (const object of store.list(prefix, round)) {
        yield object;
        round = object.key;
        last = later(last, round);
        isWhole = (count += 1) < keysPerLook;
        if (!isWhole) break;
      }
      // What follows the last key is what the round has just come to.
      if (isWhole) round = undefined;
      if (isWhole || last === round) return;
      count = 0;
      for await (const object of store.list(prefix, last)) {
        yield object;
        last = object.key;
        if ((count += 1) >= keysPerLook) break;
      }
    },
    async end() {
      const cursor: BucketCursor = {
        ...(round !== undefined && { round }),
        ...(last !== undefined && { last }),
      };
      await redis.hset(taskKeys.cursors, id, JSON.stringify(cursor));
    },
  };
}

/** In the order of S3: by bytes of UTF-8. */
const later = (one: string | undefined, other: string): string =>
  one !== undefined && Buffer.compare(Buffer.from(one), Buffer.from(other)) > 0 ? one : other;
