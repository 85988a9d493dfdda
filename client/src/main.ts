import { awaitSettings } from '@pvs/core/config/await-settings';
import { createApp } from '@pvs/core/http/create-app';
import { listen, onShutdown } from '@pvs/core/http/serve';
import { clientDistDir } from './build.ts';
import { settingsOf } from './settings-of.ts';
import { clientPlugin } from './plugin.ts';

const { env, stack, log } = await awaitSettings('client');
const app = createApp(log, []);
await app.register(clientPlugin, {
  settings: settingsOf(stack),
  distDir: clientDistDir,
});
log.info({ url: await listen(app, env, 8080) }, 'Service:Ready');
onShutdown(log, () => app.close());
