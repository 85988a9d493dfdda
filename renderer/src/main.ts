import { awaitSettings } from '@pvs/core/config/await-settings';
import { announceProcess } from '@pvs/core/http/announce-process';
import { createApp } from '@pvs/core/http/create-app';
import { catalogueCheck, databaseCheck, redisCheck } from '@pvs/core/http/readiness';
import { listen, onShutdown } from '@pvs/core/http/serve';
import { closeServiceContext, openServiceContext, withFollower } from '@pvs/core/http/service-context';
import { internalPlugin } from './internal-plugin.ts';
import { readAhead } from './layers/read-ahead.ts';
import { rendererPlugin } from './plugin.ts';
import { rendererContext } from './renderer-context.ts';

const service = withFollower(openServiceContext(await awaitSettings('renderer')), { counted: true });
const { env, log, db, redis, follower } = service;
const context = rendererContext(service);
const checks = [redisCheck(redis), databaseCheck(db), catalogueCheck(follower)];
const app = createApp(log, checks, env);
announceProcess(app, { service: 'renderer', checks, redis, log });
await app.register(rendererPlugin, context);
await app.register(internalPlugin, context);
const reading = readAhead(service, context.records);
log.info({ url: await listen(app, env, 8080) }, 'Service:Ready');
onShutdown(log, async () => {
  reading.stop();
  await app.close();
  await closeServiceContext(service);
});
