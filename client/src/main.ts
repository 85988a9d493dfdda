import { hasRestricted, sightsOf } from '@pvs/core/access/sight';
import { seenStack } from '@pvs/core/access/seen-context';
import { awaitSettings } from '@pvs/core/config/await-settings';
import { createApp } from '@pvs/core/http/create-app';
import { listen, onShutdown } from '@pvs/core/http/serve';
import { connectRedis } from '@pvs/core/queue/redis';
import { clientDistDir } from './dist-dir.ts';
import { clientPlugin } from './plugin.ts';
import { settingsOf } from './settings-of.ts';
import { sightedClient } from './sighted-client.ts';

const { env, stack, log } = await awaitSettings('client');
const app = createApp(log, [], env);
// Redis knows the tokens: without it, or with nothing restricted, the page shows what is open.
const redis =
  hasRestricted(stack) && env.PVS_REDIS_URL
    ? connectRedis(env.PVS_REDIS_URL, log, env.PVS_REDIS_CA)
    : undefined;
if (redis) await app.register(sightedClient, { stack, env, redis, log });
else {
  const settings = settingsOf(seenStack(stack, sightsOf(stack).open));
  await app.register(clientPlugin, { settings, distDir: clientDistDir });
}
log.info({ url: await listen(app, env, 8080) }, 'Service:Ready');
onShutdown(log, async () => {
  await app.close();
  redis?.disconnect();
});
