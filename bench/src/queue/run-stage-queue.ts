import { createLog } from '@pvs/core/observe/log';
import { connectRedis } from '@pvs/core/queue/redis';
import { runStage } from '@pvs/core/queue/run-stage';
import { stageKeys } from '@pvs/core/queue/stage-keys';
import type { Contender } from './queue-bench.ts';

/** Seconds that a stage of one empty step takes. */
export const runStageQueue: Contender = async (url, items, concurrency) => {
  const log = createLog('bench', 'silent');
  const redis = connectRedis(url, log);
  const messages = Array.from({ length: items }, (_, i) => `item-${i}`);
  for (let i = 0; i < items; i += 1000) await redis.lpush('register_queue', ...messages.slice(i, i + 1000));
  const all = Promise.withResolvers<void>();
  let left = items;
  const started = performance.now();
  const stage = {
    ...{
      keys: stageKeys.register,
      idOf: (raw: string) => raw,
      begin: (id: string) => ({ id }),
      next: () => [],
    },
    steps: [{ name: 'nothing', run: async () => ({}) }],
    async cleanUp() {
      if ((left -= 1) === 0) all.resolve();
    },
  };
  const running = runStage(stage, redis, log, { concurrency, maxAttempts: 3, maxUnavailableS: 60 });
  await all.promise;
  while ((await redis.scard(stageKeys.register.success)) < items);
  const seconds = (performance.now() - started) / 1000;
  await running.stop(1000);
  redis.disconnect();
  return seconds;
};
