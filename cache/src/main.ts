import { awaitSettings } from '@pvs/core/config/await-settings';
import { required } from '@pvs/core/config/environment';
import { announceProcess } from '@pvs/core/http/announce-process';
import { createApp } from '@pvs/core/http/create-app';
import { catalogueCheck, redisCheck } from '@pvs/core/http/readiness';
import { listen, onShutdown } from '@pvs/core/http/serve';
import { closeServiceContext, openServiceContext, withFollower } from '@pvs/core/http/service-context';
import { cacheContext } from './cache-context.ts';
import { httpRenderer } from './http-renderer.ts';
import { cachePlugin } from './plugin.ts';

const settings = await awaitSettings('cache');
const rendererUrl = required(settings.env, 'PVS_RENDERER_URL');
const context = cacheContext(withFollower(openServiceContext(settings)));
const { env, log, redis, follower, stack } = context;
const renderer = httpRenderer(rendererUrl, stack.cache.drawTimeS * 1000);
const checks = [redisCheck(redis), catalogueCheck(follower)];
const app = createApp(log, checks, env);
announceProcess(app, { service: 'cache', checks, redis, log });
await app.register(cachePlugin, { context, renderer });
log.info({ url: await listen(app, env, 8080) }, 'Service:Ready');
onShutdown(log, async () => {
  await app.close();
  await closeServiceContext(context);
});
