import { awaitSettings } from '@pvs/core/config/await-settings';
import { announceProcess } from '@pvs/core/http/announce-process';
import { createApp } from '@pvs/core/http/create-app';
import { databaseCheck, redisCheck, toldCheck } from '@pvs/core/http/readiness';
import { listen, onShutdown } from '@pvs/core/http/serve';
import { closeServiceContext, openServiceContext } from '@pvs/core/http/service-context';
import { ingestorContext, ingestorPlugin } from './plugin.ts';

const context = ingestorContext(openServiceContext(await awaitSettings('ingestor')));
const { env, log, redis, db } = context;
const checks = [redisCheck(redis), toldCheck(log, databaseCheck(db))];
const app = createApp(log, checks, env);
announceProcess(app, { service: 'ingestor', checks, redis, log });
await app.register(ingestorPlugin, context);
log.info({ url: await listen(app, env, 8080) }, 'Service:Ready');
onShutdown(log, async () => {
  await app.close();
  await closeServiceContext(context);
});
