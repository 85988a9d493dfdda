import { awaitSettings } from '@pvs/core/config/await-settings';
import { required } from '@pvs/core/config/environment';
import { catalogueCheck } from '@pvs/core/http/readiness';
import { runStageService, startable } from '@pvs/core/http/run-stage-service';
import { closeServiceContext, openServiceContext, withFollower } from '@pvs/core/http/service-context';
import { seedStage } from './seed-stage.ts';

const settings = await awaitSettings('seeder');
const cacheUrl = required(settings.env, 'PVS_CACHE_URL').replace(/\/+$/, '');
const context = withFollower(openServiceContext(settings));
await runStageService({
  name: 'seeder',
  context,
  stages: [startable(seedStage({ ...context, cacheUrl }), context.stack.stages.concurrency.seeder)],
  checks: [catalogueCheck(context.follower)],
  close: () => closeServiceContext(context),
});
