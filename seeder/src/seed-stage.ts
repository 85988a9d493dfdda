import type { FollowingContext } from '@pvs/core/http/service-context';
import { messageId } from '@pvs/core/queue/message-id';
import type { Stage } from '@pvs/core/queue/stage';
import { stageKeys } from '@pvs/core/queue/stage-keys';
import { fillCache } from './fill-cache.ts';
import { planSeeding, type SeedTile } from './plan-seeding.ts';
import { parseSeedMessage, type SeedRequest } from './seed-message.ts';

interface Seeding {
  readonly request: SeedRequest;
  readonly tiles?: readonly SeedTile[];
}

/** What the seeder works with. */
export type SeederContext = Pick<FollowingContext, 'stack' | 'follower'> & { readonly cacheUrl: string };

/** Fills the cache with the tiles of an interval's products, as the default view and as the interval show them. */
export function seedStage({ stack, follower, cacheUrl }: SeederContext): Stage<Seeding> {
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
          return { tiles: planSeeding(request, stack, follower.index) };
        },
      },
      {
        name: 'fill',
        async run({ request, tiles = [] }, job) {
          const times = ['', request.intervalText];
          const report = await fillCache(tiles, times, stack.cache.format, cacheUrl, job);
          job.log.info({ ...report, interval: request.intervalText }, 'Interval:Seeded');
          return {};
        },
      },
    ],
    next: () => [],
  };
}
