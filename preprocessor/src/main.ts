import { join } from 'node:path';
import { readEnvironment, required } from '@pvs/core/config/environment';
import { loadStack } from '@pvs/core/config/load-stack';
import { runStageService, startable } from '@pvs/core/http/run-stage-service';
import { createLog } from '@pvs/core/observe/log';
import { connectRedis } from '@pvs/core/queue/redis';
import { openStore } from '@pvs/core/storage/open-store';
import { GdalPool } from './gdal/gdal-pool.ts';
import { preprocessStage } from './stage.ts';
import { sweepWorkDirectories } from './work-directory.ts';

const env = readEnvironment(process.env);
const stack = await loadStack(env);
const log = createLog('preprocessor', env.PVS_LOG_LEVEL);
const redis = connectRedis(required(env, 'PVS_REDIS_URL'), log, env.PVS_REDIS_CA);
const store = openStore(required(env, 'PVS_STORAGE_URL'));
const sourceDirs = env.PVS_SOURCE_DIRS.split(':').filter((directory) => directory !== '');
const workRoot = join(env.PVS_DATA_DIR, 'work', 'preprocess');
const swept = await sweepWorkDirectories(workRoot);
if (swept.length > 0) log.info({ directories: swept.length }, 'Leftovers:Removed');
const gdal = new GdalPool();
const stage = preprocessStage({ config: stack, store, sourceDirs, workRoot, gdal });

await runStageService({
  context: { env, stack, log, redis },
  stages: [startable(stage, stack.stages.concurrency.preprocessor)],
  checks: [],
  close: async () => {
    gdal.close();
    redis.disconnect();
  },
});
