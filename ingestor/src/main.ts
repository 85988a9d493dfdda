import { readEnvironment, required } from '@pvs/core/config/environment';
import { createApp } from '@pvs/core/http/create-app';
import { redisCheck } from '@pvs/core/http/readiness';
import { listen, onShutdown } from '@pvs/core/http/serve';
import { createLog } from '@pvs/core/observe/log';
import { connectRedis } from '@pvs/core/queue/redis';
import { ingestorPlugin } from './plugin.ts';

const env = readEnvironment(process.env);
const log = createLog('ingestor', env.PVS_LOG_LEVEL);
const redis = connectRedis(required(env, 'PVS_REDIS_URL'), log, env.PVS_REDIS_CA);
const app = createApp(log, [redisCheck(redis)]);
await app.register(ingestorPlugin, { env, redis });
log.info({ url: await listen(app, env, 8080) }, 'Service:Ready');
onShutdown(log, async () => {
  await app.close();
  redis.disconnect();
});
