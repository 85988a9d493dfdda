import { messageId } from '@pvs/core/queue/message-id';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { type Problem, stageKeys } from '@pvs/core/queue/stage-keys';
import { SEED_REPORTS, type SeedReport } from '@pvs/core/seeding/seed-report';

/** One seeding and how far it is. */
export interface ListedSeeding {
  /** Its message, or the beginning of that. */
  readonly id: string;
  readonly state: 'waiting' | 'working' | 'done' | 'failed';
  /** Absent before it has begun. */
  readonly report?: SeedReport;
  /** Why it failed. */
  readonly problem?: string;
}

/** Of those that wait, the next; of those that ended, some. */
const MOST = 50;

/** What is in work first, then what waits, then what ended. */
export async function readSeedings(redis: ScriptedRedis): Promise<ListedSeeding[]> {
  const { queues, working, failure, success, problems } = stageKeys.seed;
  const [inWork, failed, done, reports, why, ...waiting] = await Promise.all([
    redis.smembers(working),
    redis.smembers(failure),
    redis.smembers(success),
    redis.hgetall(SEED_REPORTS),
    redis.hgetall(problems),
    ...queues.map((queue) => redis.lrange(queue, -MOST, -1)),
  ]);
  const listed = (id: string, state: ListedSeeding['state']): ListedSeeding => ({
    ...{ id, state },
    ...(reports[id] === undefined ? {} : { report: JSON.parse(reports[id]) as SeedReport }),
    ...(why[id] === undefined ? {} : { problem: (JSON.parse(why[id]) as Problem).message }),
  });
  return [
    ...inWork.map((id) => listed(id, 'working')),
    ...waiting.flatMap((raws) =>
      raws.toReversed().map((raw) => ({ id: messageId(raw), state: 'waiting' as const })),
    ),
    ...failed.slice(0, MOST).map((id) => listed(id, 'failed')),
    ...done.slice(0, MOST).map((id) => listed(id, 'done')),
  ];
}
