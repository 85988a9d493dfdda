import { cacheContext } from '@pvs/cache/cache-context';
import { cachePlugin } from '@pvs/cache/plugin';
import { sightedClient } from '@pvs/client/sighted-client';
import { awaitSettings } from '@pvs/core/config/await-settings';
import { announceProcess } from '@pvs/core/http/announce-process';
import { createApp } from '@pvs/core/http/create-app';
import { catalogueCheck, databaseCheck, redisCheck } from '@pvs/core/http/readiness';
import { listen, onShutdown } from '@pvs/core/http/serve';
import { closeServiceContext, openServiceContext, withFollower } from '@pvs/core/http/service-context';
import { ingestorContext, ingestorPlugin } from '@pvs/ingestor/plugin';
import { drawMetatile } from '@pvs/renderer/draw-metatile';
import { readAhead } from '@pvs/renderer/layers/read-ahead';
import { rendererPlugin } from '@pvs/renderer/plugin';
import { answerOws } from '@pvs/renderer/requests/answer-ows';
import { rendererContext } from '@pvs/renderer/renderer-context';

// One of the bundle's HTTP processes: the plugins that the containers serve, on one port. The cache reaches the
// renderer of its own process by a call, so that nothing internal is open on that port.
const service = withFollower(openServiceContext(await awaitSettings('http')), { counted: true });
const { env, log, redis, db, follower } = service;
const context = rendererContext(service);
const checks = [redisCheck(redis), databaseCheck(db), catalogueCheck(follower)];
const app = createApp(log, checks, env);
announceProcess(app, { service: 'http', checks, redis, log });
await app.register(rendererPlugin, context);
await app.register(cachePlugin, {
  context: cacheContext(service),
  renderer: { draw: drawMetatile(context), ows: answerOws(context) },
});
await app.register(ingestorPlugin, ingestorContext(service));
await app.register(sightedClient, service);
const reading = readAhead(service, context.records);
log.info({ url: await listen(app, env, 8080) }, 'Service:Ready');
onShutdown(log, async () => {
  reading.stop();
  await app.close();
  await closeServiceContext(service);
});
