import { serviceToken } from '@pvs/core/access/service-token';
import type { FollowingContext } from '@pvs/core/http/service-context';
import { messageId } from '@pvs/core/queue/message-id';
import type { Stage } from '@pvs/core/queue/stage';
import { stageKeys } from '@pvs/core/queue/stage-keys';
import { fillCache } from './fill-cache.ts';
import { planSeeding, type SeedPlan } from './plan-seeding.ts';
import { parseSeedMessage, type SeedRequest } from '@pvs/core/seeding/seed-message';
import { reportTo, SeedCounter } from '@pvs/core/seeding/seed-report';

interface Seeding {
  readonly request: SeedRequest;
  readonly plan?: SeedPlan;
}

/** What the seeder works with. */
export type SeederContext = Pick<FollowingContext, 'stack' | 'follower' | 'redis'> & {
  readonly cacheUrl: string;
};

/** Fills the cache with the tiles of an interval's products, as the default view and as the interval show them. */
export function seedStage({ stack, follower, redis, cacheUrl }: SeederContext): Stage<Seeding> {
  return {
    keys: stageKeys.seed,
    idOf: messageId,
    begin: (raw) => ({ request: parseSeedMessage(raw, stack) }),
    steps: [
      {
        name: 'plan',
        weight: 0.05,
        async run({ request }) {
          await follower.catchUp();
          return { plan: planSeeding(request, stack, follower.index) };
        },
      },
      {
        name: 'fill',
        async run({ request, plan = { parts: [], count: 0 } }, job) {
          const { concurrency, tilesPerSecond } = stack.seeding;
          const { formats, intervalText } = request;
          const times = ['', intervalText];
          const write = reportTo(redis, job.id);
          const counter = new SeedCounter(plan.count * times.length * formats.length, write);
          const { metatile } = stack.cache;
          const token = serviceToken('seeder', redis, stack);
          const filling = { cacheUrl, token, times, formats, concurrency, tilesPerSecond, metatile };
          try {
            await fillCache(plan, filling, counter, job);
          } finally {
            await token.end();
            write(counter.report());
          }
          job.log.info({ ...counter.report(), interval: intervalText }, 'Interval:Seeded');
          return {};
        },
      },
    ],
    next: () => [],
  };
}
