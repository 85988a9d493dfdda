import { readEnvironment } from '@pvs/core/config/environment';
import { loadStack } from '@pvs/core/config/load-stack';
import { createApp } from '@pvs/core/http/create-app';
import { listen, onShutdown } from '@pvs/core/http/serve';
import { createLog } from '@pvs/core/observe/log';
import { clientDistDir } from './build.ts';
import { settingsOf } from './settings-of.ts';
import { clientPlugin } from './plugin.ts';

const env = readEnvironment(process.env);
const log = createLog('client', env.PVS_LOG_LEVEL);
const app = createApp(log, []);
await app.register(clientPlugin, {
  settings: settingsOf(await loadStack(env)),
  distDir: clientDistDir,
});
log.info({ url: await listen(app, env, 8080) }, 'Service:Ready');
onShutdown(log, () => app.close());
