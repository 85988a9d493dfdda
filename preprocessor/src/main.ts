import { join } from 'node:path';
import { awaitSettings } from '@pvs/core/config/await-settings';
import { required } from '@pvs/core/config/environment';
import { runStageService, startable } from '@pvs/core/http/run-stage-service';
import { connectRedis } from '@pvs/core/queue/redis';
import { openStorages, openStore } from '@pvs/core/storage/open-store';
import { openArchive } from './archive/archive-context.ts';
import { archiveStage } from './archive/archive-stage.ts';
import { gdalLimits, GdalPool } from './gdal/gdal-pool.ts';
import { preprocessStage } from './stage.ts';
import { sweepLeftovers, sweepRegularly } from './sweep-leftovers.ts';

const { env, stack, log } = await awaitSettings('preprocessor');
const redis = connectRedis(required(env, 'PVS_REDIS_URL'), log, env.PVS_REDIS_CA);
const store = openStore(required(env, 'PVS_STORAGE_URL'));
const context = {
  config: stack,
  store,
  storages: openStorages(stack.storages, process.env),
  sourceDirs: env.PVS_SOURCE_DIRS.split(':').filter((directory) => directory !== ''),
  workRoot: join(env.PVS_DATA_DIR, 'work', 'preprocess'),
  gdal: new GdalPool(gdalLimits(stack.limits)),
};
const archive = openArchive(stack, process.env);
const archives =
  stack.archive && archive
    ? [
        startable(
          archiveStage({ options: stack.archive, archive, store, redis, sources: context }),
          stack.archive.concurrency,
        ),
      ]
    : [];
const leftovers = { ...context, ...(archive && { archive }) };
await sweepLeftovers(leftovers, log);
const stopSweeping = sweepRegularly(leftovers, log);

await runStageService({
  name: 'preprocessor',
  context: { env, stack, log, redis },
  stages: [startable(preprocessStage(context), stack.stages.concurrency.preprocessor), ...archives],
  checks: [],
  close: async () => {
    stopSweeping();
    context.gdal.close();
    redis.disconnect();
  },
});
