import { cacheContext } from '@pvs/cache/cache-context';
import { cachePlugin } from '@pvs/cache/plugin';
import { clientDistDir } from '@pvs/client/build';
import { clientPlugin } from '@pvs/client/plugin';
import { settingsOf } from '@pvs/client/settings-of';
import { awaitSettings } from '@pvs/core/config/await-settings';
import { createApp } from '@pvs/core/http/create-app';
import { catalogueCheck, databaseCheck, redisCheck } from '@pvs/core/http/readiness';
import { listen, onShutdown } from '@pvs/core/http/serve';
import { closeServiceContext, openServiceContext, withFollower } from '@pvs/core/http/service-context';
import { ingestorContext, ingestorPlugin } from '@pvs/ingestor/plugin';
import { drawMetatile } from '@pvs/renderer/draw-metatile';
import { rendererPlugin } from '@pvs/renderer/plugin';
import { answerOws } from '@pvs/renderer/requests/answer-ows';
import { rendererContext } from '@pvs/renderer/renderer-context';

// One of the bundle's HTTP processes: the plugins that the containers serve, on one port. The cache reaches the
// renderer of its own process by a call, so that nothing internal is open on that port.
const context = rendererContext(withFollower(openServiceContext(await awaitSettings('http'))));
const { env, stack, log, redis, db, follower } = context;
const app = createApp(log, [redisCheck(redis), databaseCheck(db), catalogueCheck(follower)]);
await app.register(rendererPlugin, context);
await app.register(cachePlugin, {
  context: cacheContext(context),
  renderer: { draw: drawMetatile(context), ows: answerOws(context) },
});
await app.register(ingestorPlugin, ingestorContext(context));
await app.register(clientPlugin, { settings: settingsOf(stack), distDir: clientDistDir });
log.info({ url: await listen(app, env, 8080) }, 'Service:Ready');
onShutdown(log, async () => {
  await app.close();
  await closeServiceContext(context);
});
